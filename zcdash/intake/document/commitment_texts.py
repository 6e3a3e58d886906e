"""Commitments from the text of a cell: its clauses with due date, project, quantity and whether they have an end."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from zcdash.domain.period import Period
from zcdash.intake.document.cell_text import CellText, Clause, clauses_of
from zcdash.intake.document.dates import Due, due_within, dues_of
from zcdash.intake.document.mentions import Mention

_ONGOING = re.compile(
    r"持续|推进|推动|加强|加大|做好|保持|继续|深化|强化|优化|探索|配合|协助|争取|力争|努力|积极|加快|促进|引导|支持|抓好|严格|落实|坚持|完善|提高|提升|每月|每周|"
    r"及时|发挥|按时|定期|巩固|扩大|维护|规范|督促|指导|鼓励|营造|注重|统筹|狠抓|突出|服务|帮助|确保.{0,6}安全|稳定|加密|深入|全力|大力|跟踪|日常"
)
_OUTCOME = re.compile(
    r"完成|建成|竣工|开工|完工|投用|投产|投入使用|启用|制定|印发|出台|召开|举办|签订|验收|通车|通过|编制|成立|启动|确定|上报|发放|形成|实现|建立|批复|评审|"
    r"招投标|招标|安装|购置|考核|总结|调研|摸底|挂牌|认定|申报|组织"
)
_START = re.compile(
    r"(?:并|同时|力争|确保|争取|基本|全面|积极|及时|逐步|进一步|认真|开始|年底|按时|按期|按计划|部分|组织|重点)?(?:完成|进行|开展|办理|制定|建立|做好|推进|推动|加强|加快|"
    r"加大|实施|启动|开工|竣工|建成|投入|启用|召开|举办|签订|编制|确定|上报|申报|落实|协调|督促|指导|帮助|引导|整理|组织|实现|强化|深化|提高|提升|完善|整合|争取|力争|"
    r"迎接|配合|协助|通过|调试|试运行|安装|购置|拟定|审核|总结|对|抓好|打造|扩大|健全|规范|检查|调研|形成|发放|宣传|设计|修订|公开|考核|表彰|成立|了解|解决|掌握|设立|"
    r"出台|印发|策划|盘活|准备|引进|全力|新增|新建|改造|改建|培训|报|验收|工程竣工|配齐|免费|聘请|征求|推荐|查找|部署)"
)
_PROJECT = re.compile(
    r"[“《]([^”》]{2,20})[”》](?:工程|项目|活动|行动|计划)?|([\w“”]{2,18}?(?:项目|工程|大道|高速|公路|医院|学校|小学|园区|湿地|博物馆|中心))"
)
_LEAST = 5
"""Characters that a clause has at least to be a commitment of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentText:
    """Stretch of a cell that is one promise."""

    start: int
    end: int
    text: str
    project: str
    due: date
    exact: bool
    ongoing: bool
    confidence: float


def commitments_of(cell: CellText, period: str, mentions: list[Mention]) -> list[CommitmentText]:
    """Return the promises of a cell in their order; a clause that is fully an indicator is none."""
    span = Period.parse(period)
    counted = {(m.clause.start, m.clause.end) for m in mentions}
    result: list[CommitmentText] = []
    group: list[Clause] = []
    for clause in [*clauses_of(cell.plain), None]:
        if group and (clause is None or _begins(cell.plain, group, clause, counted)):
            result += _commitment(cell, group, span, counted, result)
            group = []
        if clause is not None:
            group.append(clause)
    return result


def _begins(plain: str, group: list[Clause], clause: Clause, counted: set[tuple[int, int]]) -> bool:
    """Return True where a clause begins a promise of its own: a new sentence, a date, a verb after a full clause."""
    last = group[-1]
    if clause.sentence != last.sentence or (clause.start, clause.end) in counted or (last.start, last.end) in counted:
        return True
    text, before = plain[clause.start : clause.end], plain[last.start : last.end]
    if len(text) < _LEAST or len(before) < _LEAST:
        return False
    has_verb = bool(_START.match(text) or re.match(r"\d{1,2}月", text))
    return has_verb and bool(_OUTCOME.search(before) or _ONGOING.search(before) or _START.match(before))


def _commitment(
    cell: CellText, group: list[Clause], span: Period, counted: set[tuple[int, int]], before: list[CommitmentText]
) -> list[CommitmentText]:
    start, end = group[0].start, group[-1].end
    if any((c.start, c.end) in counted for c in group):
        return []
    plain = cell.plain[start:end]
    dues = dues_of(plain, span.ends.year)
    due: Due | None = dues[-1] if dues else None
    day, exact = due_within(due, span)
    text = cell.text(start, end).strip("，、；。 ")
    if not text:
        return []
    heading = cell.text(*group[0].heading)
    project = heading or _project(plain)
    ongoing = not exact and bool(_ONGOING.search(plain)) and not _OUTCOME.search(plain)
    sure = 0.85 if exact or not ongoing else 0.7
    return [
        CommitmentText(
            start=start, end=end, text=text, project=project, due=day, exact=exact, ongoing=ongoing, confidence=sure
        )
    ]


def _project(plain: str) -> str:
    match = _PROJECT.search(plain)
    return (match[1] or match[2]) if match else ""
