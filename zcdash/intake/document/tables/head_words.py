"""Words of the heads of a table, and the field that each of them stands for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from rapidfuzz import fuzz, process

from zcdash.intake.document.plain_text import plain_text
from zcdash.intake.document.tables.head_spans import Span, span_of, without_span

TARGET = "target"
OTHER = "other"

_WORDS = {
    "seq": "序号 编号 序 No No. 项次 行号 号 排序 项目编号 任务编号",
    "chapter": "板块 类别 分类 领域 大类 所属板块 工作类别 项目类别 任务类别 所属领域 工作板块 方面 类型 一级指标",
    "focus": "重点工作 重点任务 项目名称 工作事项 工作名称 任务名称 重点项目 事项 项目 事项名称 工作项目 "
    "重点事项 实事名称 工作重点",
    "goal": "任务目标 工作任务 主要预期目标 预期目标 目标任务 工作内容 具体措施 年度目标 工作目标 主要目标 "
    "目标 主要任务 具体任务 任务内容 建设内容 主要内容 工作要求 目标要求 具体内容 年度目标任务 "
    "年度任务 工作举措 工作措施 指标名称 指标 主要指标 主要措施 任务 内容 建设内容及规模 总体目标 "
    "具体目标 工作标准 办理要求",
    "deadline": "完成时间 时限 完成时限 时间节点 完成期限 办结时限 时间要求 计划完成时间 时间 竣工时间 完成日期 "
    "截止时间 限时 时限要求 完成时间节点 月份",
    "unit": "计量单位 指标单位 度量单位",
    "attribute": "指标属性 属性",
    "schedule": "进度安排 推进计划 时间安排 进度计划 实施进度 推进安排 工作进度 工作安排 实施计划 工作计划 进度要求 阶段安排 "
    "阶段目标 时序安排 实施步骤 目标及进度 目标进度 计划进度 时间进度 推进步骤 序时进度",
    "leads": "责任单位 承办单位 牵头单位 主办单位 责任部门 牵头部门 主责单位 主管部门 责任主体 实施单位 "
    "落实单位 牵头责任单位 责任科室 主体单位 任务单位 承担单位 责任分工 任务分工 工作分工 职责分工 分工",
    "supports": "配合单位 协办单位 参与单位 配合部门 协助单位 协作单位 参加单位 协同单位 配合责任单位 协办部门",
    "leaders": "分管区长 分管领导 责任领导 牵头领导 包保领导 县级领导 分管县长 分管市长 分管镇长 挂包领导 "
    "区级领导 市级领导 包联领导 区领导 县领导 市领导 分管副区长 分管主任 责任区长 责任县领导 "
    "责任区领导 牵头区领导 联系领导",
    "other": "备注 说明 附注 联系人 联系电话 电话 责任人 具体责任人 完成情况 进展情况 落实情况 工作进展 "
    "存在问题 资金来源 总投资 投资额 任务来源 考核分值 分值 得分 依据 开工时间 联络员 "
    "督办单位 督查单位 考核单位 监督单位 申报单位 填报单位 使用单位 联系单位 报送单位 单位 单位名称 "
    "项目业主 业主 业主单位 项目法人 建设地点 批示内容 领导批示 批示意见 督办责任人",
}
_FIELD_OF = {word: field for field, words in _WORDS.items() for word in words.split()}

_OUTCOME = re.compile(
    r"完成情况|进展|落实情况|实际|完成[值数率量]|上年|去年|基[数期]|得分|评分|存在问题|联系[人电]|电话|备注|附注|投资|资金|金额|已完成|^完成$"
)
_RULES = (
    (
        "leaders",
        re.compile(
            r"(?:分管|责任|牵头|包[保联]|挂[点包联]|联系|[县区市镇]级|主管|党政)[^单部]{0,6}(?:领导|[区县市镇]长|主任|书记|负责人|负责同志)"
        ),
    ),
    ("leaders", re.compile(r"^[^单部]{0,6}领导$")),
    ("supports", re.compile(r"配合|协办|协助|参与|参加|协同|协作")),
    (
        "leads",
        re.compile(
            r"(?:责任|承办|牵头|主办|实施|落实|主[责管]|主体)[^领]{0,6}(?:单位|部门|主体|科室|股室|委室)|牵头|主办|承办"
        ),
    ),
    ("seq", re.compile(r"序号|编号")),
    ("deadline", re.compile(r"(?:完成|办结|竣工|截止|要求).{0,4}(?:时间|时限|期限|节点|日期)|时限|期限")),
    ("schedule", re.compile(r"(?:进度|推进|时间|时序|阶段|实施)(?:安排|计划|步骤|要求)")),
    ("goal", re.compile(r"目标|任务|内容|措施|指标|举措")),
    ("focus", re.compile(r"重点|项目|事项|工作")),
    ("chapter", re.compile(r"板块|类别|分类|领域")),
)
_PERSON = re.compile(r"领导|[区县市镇]长|书记")
_TARGET_WORDS = re.compile(r"目标|任务|计划|进度|节点|内容|工作|安排|要求|措施|完成")
_SENTENCE = re.compile(r"[。;,!?]|\d")
_BRACKETS = re.compile(r"\([^()]{0,40}\)")
_YEAR_ABOVE = re.compile(r"(20\d\d)年?度?")
"""Year in the upper part of a head: 2023年形象进度 over 上半年 and 下半年."""
_NOT_TARGETS = {"leads", "supports", "leaders", "seq", "chapter"}
_LONGEST_HEAD = 40
LEAST_HEADS = 3
"""Fields that a line of heads without ruling lines has at least."""
_LONGEST_WORDS = 12
NEAR = 70.0
"""Likeness in percent from which a head counts as a known one with a slip in it."""
NEAR_AT_MOST = 0.7
"""Confidence of a head with a slip in it: a person is asked, also where the values agree."""
_PARTS_OF_PERIODS = frozenset(("当季", "本季", "当期", "当月", "累计", "累计数"))
RECOGNISED = 0.5
"""Confidence from which a cell looks like a head at all."""


@lru_cache(maxsize=4096)
def word_field(head: str) -> tuple[str, float]:
    """Return the field that the plain text of a head stands for, without regard to time, and the confidence; else `other`, 0."""
    if not head or len(head) > _LONGEST_HEAD:
        return OTHER, 0.0
    bare = _BRACKETS.sub("", head).strip(":()*.、") or head
    for text, confidence in ((head, 1.0), (bare, 0.95)):
        if text in _FIELD_OF:
            return _FIELD_OF[text], confidence
    if len(bare) > _LONGEST_WORDS or _SENTENCE.search(bare):
        return OTHER, 0.0
    if _OUTCOME.search(bare):
        return OTHER, 0.9
    for field, pattern in _RULES:
        if pattern.search(bare):
            return field, 0.85
    near = process.extractOne(bare, list(_FIELD_OF), scorer=fuzz.ratio, score_cutoff=NEAR)
    return (_FIELD_OF[near[0]], min(near[1] / 100, NEAR_AT_MOST)) if near and len(bare) > 1 else (OTHER, 0.0)


@lru_cache(maxsize=4096)
def head_field(parts: tuple[str, ...]) -> tuple[str, float, Span | None]:
    """Return field, confidence and span of a head from its texts in plain form, the uppermost first.

    The field is `target` where a span is named and the rest does not say another thing.
    """
    whole = "".join(parts)
    if not whole:
        return OTHER, 0.0, None
    if _OUTCOME.search(parts[-1]) and (outcome := word_field(parts[-1]))[0] == OTHER and outcome[1]:
        return *outcome, None
    for part in reversed(parts):
        span = span_of(part) if len(part) <= _LONGEST_HEAD else None
        if not span:
            continue
        rest = whole.replace(part, without_span(part, span), 1)
        if not (span.is_year or span.year) and (year := _YEAR_ABOVE.search(rest)):
            span, rest = replace(span, year=int(year[1])), rest.replace(year[0], "", 1)
        if field := _field_of_rest(rest, span):
            return field[0], field[1], span if field[0] == TARGET else None
    if len(parts) > 1 and (below := _field_below(parts[-1], whole)):
        return below[0], below[1], None
    best = max((word_field(text) for text in (parts[-1], whole, parts[0])), key=lambda each: each[1])
    return best[0], best[1], None


def recognised(text: str) -> str:
    """Return the field of a plain text that looks like a head, empty for others; each period counts as a field."""
    if text in _PARTS_OF_PERIODS:
        return f"{TARGET}:{text}"
    field, confidence, span = head_field((text,))
    if confidence < RECOGNISED:
        return ""
    return f"{field}:{span.text}" if span else field


def are_heads(texts: Sequence[str]) -> bool:
    """Return True for the texts of a line that is a head: at least three fields, which most of them name."""
    if len(texts) < LEAST_HEADS:
        return False
    fields: list[str] = []
    for text in texts:
        fields.append(recognised(plain_text(text).plain))
        if fields.count("") * 2 > len(texts):
            return False
    found = {field for field in fields if field}
    return len(found) >= LEAST_HEADS and any(field != OTHER and not field.startswith(TARGET) for field in found)


def _field_below(part: str, whole: str) -> tuple[str, float] | None:
    """Return the field of a head of two rows whose lower one says which kind of the upper: 牵头, 配合; None where it does not."""
    field, confidence = word_field(part)
    if field in {"leads", "supports"} and _PERSON.search(whole):
        return ("leaders", confidence) if field == "leads" else (OTHER, 0.6)
    return (field, confidence) if field in {"leads", "supports", "leaders"} and confidence > RECOGNISED else None


def _field_of_rest(rest: str, span: Span) -> tuple[str, float] | None:
    """Return the field of a head that names a span, by what it says beside it; None where the span says nothing."""
    if not rest:
        return TARGET, 0.95
    if (rest == "完成" and not span.is_year) or rest in _PARTS_OF_PERIODS:
        return TARGET, 0.95
    field, confidence = word_field(rest)
    if field in _NOT_TARGETS and confidence > RECOGNISED:
        return field, confidence
    if field == "deadline" and confidence > 0.8:
        return field, confidence
    if field == OTHER and confidence > RECOGNISED:
        return OTHER, confidence
    if span.days:
        return TARGET, 0.95
    if len(rest) > _LONGEST_WORDS or _SENTENCE.search(rest):
        return None
    return (TARGET, 0.95) if _TARGET_WORDS.search(rest) else (TARGET, 0.4) if len(rest) <= 6 else None
