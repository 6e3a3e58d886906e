"""Mentions of a number that an item promises: a quantity of a cell with its name and the words that tell its basis."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from zcdash.domain.terms import Basis, Direction
from zcdash.intake.document.cell_text import CellText, Clause, clauses_of, depths
from zcdash.intake.document.quantities import MEASURES, Quantity, quantities_of

_DONE = (
    *(
        "完成",
        "建成",
        "新增",
        "新建",
        "改建",
        "扩建",
        "改造",
        "建设",
        "引进",
        "引育",
        "培训",
        "投资",
        "融资",
        "投入",
        "投放",
        "累计",
        "实现",
    ),
    *(
        "组织",
        "调研",
        "发放",
        "救助",
        "提升",
        "维修",
        "取得",
        "争创",
        "创建",
        "培育",
        "推动",
        "带动",
        "开通",
        "新上线",
        "新上",
        "上报",
        "推荐",
        "建",
    ),
    *(
        "申报",
        "举办",
        "演出",
        "修复",
        "搬迁",
        "安置",
        "拆除",
        "清理",
        "办理",
        "出版",
        "监测",
        "绿化",
        "植树",
        "造林",
        "治理",
        "整治",
        "接待",
    ),
    *(
        "脱贫",
        "减少",
        "压减",
        "关停",
        "淘汰",
        "认定",
        "挂牌",
        "改制",
        "检查",
        "抽检",
        "发展",
        "流转",
        "征收",
        "保障",
        "帮扶",
        "招引",
        "签约",
    ),
    *(
        "落地",
        "销售",
        "增加",
        "争取",
        "硬化",
        "铺设",
        "安装",
        "更换",
        "建立",
        "设立",
        "打造",
        "种植",
        "到位",
        "力争",
        "巡察",
        "增",
        "拟增",
    ),
    *(
        "再有",
        "达到",
        "达",
        "有",
        "选派",
        "招聘",
        "录用",
        "吸纳",
        "转移",
        "资助",
        "补助",
        "减免",
        "贷款",
        "征集",
        "收储",
        "供应",
        "新开工",
        "开工",
    ),
    *(
        "竣工",
        "办结",
        "查处",
        "化解",
        "调处",
        "回收",
        "处置",
        "栽植",
        "疏浚",
        "清淤",
        "养护",
        "修建",
        "配备",
        "购置",
        "解决",
        "惠及",
        "覆盖",
        "服务",
    ),
    *(
        "登记",
        "走访",
        "开展",
        "开展了",
        "发展",
        "规范",
        "创成",
        "通过",
        "获批",
        "新认定",
        "新发展",
        "新培育",
        "新开通",
        "提供",
        "分配",
        "兑现",
        "开工建设",
    ),
    *(
        "修好",
        "完工",
        "规范提升",
        "提升改造",
        "新建改造",
        "改造提升",
        "培植",
        "孵化",
        "入库",
        "入统",
        "上市",
        "招生",
        "扩",
        "扩大",
        "铺",
        "栽",
        "修",
    ),
)
_VERB = re.compile("|".join(sorted(set(_DONE), key=len, reverse=True)))
_VERB_END = re.compile(f"(?:{_VERB.pattern})(?:了|约|至少|不少于|不低于|力争|计划|总投资)?$")
_FINISHED = re.compile(
    r"竣工|完工|投用|投产|投入使用|建成|挂牌|上线|改造|改制|开工|达标|修复|启用|开业|搬迁|达到基本标准|补齐|进入?市重大|列入"
)
_EARLY = re.compile(r"基础施工|前期|准备|招投标|开始施工|备开工|加快|进行塑胶|设计|铺塑胶|正常投入")
_TREATED = re.compile(r"开展|实施|进行|发放|救助|监测|改造|整治|检查|提升")
_NO_TARGET_BEFORE = re.compile(
    r"(?:现有|已有|原有|目前|总投资|投资总额|年产|产能|占地|占地面积|建筑面积|建设面积|用地面积|规划面积|总面积|库容|规模|共|其中|驻[^,;]{1,3}|过|超|"
    r"上述|另外?|其余|其他|所有|每|高|长|宽|厚|提前|用|近|前|后|满|序号|编号|电话|第|自筹|限额|注册资本|注册资金)$"
)
_NO_TARGET_AFTER = re.compile(
    r"方面|阶段|环节|层面|步骤|月|工作日|小组|责任|组团|以上领导|岁|年级|季度|周|世纪|级|人[)(]?队|字|号"
)
_DURATION = re.compile(r"内|前|后|之内|以内")
_SIZE_OF = re.compile(r"的(?!搬迁|建设|改造|修复)")
_GROWTH = re.compile(r"增长(?!极|点)|增幅|增速|同比|提高|增加|增$|下降|降低|减少|压减|削减|减$|降$|上升|回落")
_FALL = re.compile(r"(?:下降|降低|减少|压减|削减|减|降|回落)(?:幅度|比例|率)?[^到至,;。\d]{0,2}$")
_TO = re.compile(r"(?:增长|提高|上升|下降|降低|减少|压减|降|减)(?:到|至)$")
_AGAINST_YEAR = re.compile(r"(?:在|较|比)(20\d{2})年?(?:基础上)?")
_RUNNING = re.compile(r"累计|1-\d{1,2}月|1—\d{1,2}月|年初以来")
_OWN_SPAN = re.compile(r"当季|本季|当期|当月|单季|当年新")
_ANNUAL = re.compile(r"全年|年内|年度目标|本年度?|年底")
_EFFORT_ONLY = re.compile(r"抓好|围绕|支持|推进|协调|调度|按照|瞄准|依托")
_SUBJECT_END = re.compile(
    r"(?:达到|达|完成|控制在|稳定在|保持在|维持在|保持|不得?超过?|不高于|不多于|不低于|不少于|低于|高于|大于|小于|超过|突破|至少|最少|分别|均|都|共计?|"
    r"累计|合计|总计|为|至|到|的|约|力争|新增|再|同比|增长|增幅|增速|提高|上升|下降|降低|减少|压减|削减|上线|实现|完工|计划|全部|:|有|增|减|降|率先)+$"
)
_SUBJECT_START = re.compile(
    r"^(?:并|且|和|及|与|、|其中|[:,]|对(?!外|口|上)|将|把|年内|年底前?|全年|上半年|下半年|年度|20\d{2}年度?|第?[一二三四1-4]季度|当季|当期|本季度?|累计|合计|"
    r"共计?|总计|力争|争取|确保|保证|实现|完成|达到|督促|推动|促进|计划|预计|努力|积极|全面|再有?|全区|全市|全县|到20\d{2}年底?|\d{1,2}月底前?|使|让|要|继续|"
    r"\d{1,2}-\d{1,2}月|启动|开展|组织|对全区|也|拟|是)+"
)
_GENERIC = re.compile(
    r"完成|实现|达到|累计|当季|当期|任务|目标|力争|争取|全年|全区|工程|工作|项目|总|年度|第?[一二三四]季度|[的、,()“”:]|确保|组织|进行|新增|改造|建设"
)
_STAGES = re.compile(
    r"主体|搬迁|立项|施工手续|规划许可|基础|实施|启动|开工|上报|推荐|设计|申报|认定|发放|救助|新建|改建"
)
_LIST = re.compile(r"[、和与及]")
_RATES = re.compile(r"率[”’]?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Quantity of one cell that may be a planned value."""

    period: str
    """Period of the cell; empty for the goal."""
    quantity: Quantity
    name: str
    key: str
    """Words that tell one number from another."""
    heading: str
    stages: frozenset[str]
    digits: str
    kind: Basis
    """Growth, level or rank where the words say it; else a count: cumulative."""
    spans: Basis | None = None
    """Cumulative (累计) or quarter (当季) where the words say it."""
    is_annual: bool = False
    sentence: str = ""
    whole: str = ""
    """Text of the whole cell."""
    clause: Clause
    sure: bool = True
    value: float = 0.0
    """Value with its sign."""
    words: str = ""
    baseline: float | None = None

    @property
    def family(self) -> tuple[str, str]:
        """Kind and unit: mentions of different families are never one series."""
        kind = self.kind.value if self.kind is not Basis.QUARTER else Basis.CUMULATIVE.value
        return kind, _FAMILIES.get(self.quantity.unit, self.quantity.unit)


_FAMILIES = {"台": "辆", "处": "个", "家": "个", "座": "个", "所": "个", "项": "个"}
"""Counters that the office uses for the same things."""


def mentions_of(cell: CellText, period: str) -> list[Mention]:
    """Return the numbers of a cell that are promised; `period` is empty for the goal."""
    plain = cell.plain
    depth, clauses, quantities = depths(plain), clauses_of(plain), quantities_of(plain)
    found: list[Mention] = []
    for clause in clauses:
        inside = [q for q in quantities if clause.start <= q.start < clause.end]
        inside = [q for q in inside if not depth[q.start] or "累计" in plain[max(0, q.start - 6) : q.start]]
        frames = _frames(plain, clause, inside)
        previous = found[-1] if found and found[-1].clause.sentence == clause.sentence else None
        for quantity, before, after in frames:
            for mention in _mentions(cell, period, clause, quantity, before, after, previous):
                found.append(mention)
                previous = mention
    return found


def _frames(plain: str, clause: Clause, quantities: list[Quantity]) -> list[tuple[Quantity, str, str]]:
    """Return each quantity of a clause with the words before it and behind it that are its own."""
    if not quantities:
        return []
    befores, afters = [plain[clause.start : quantities[0].start]], []
    for left, right in itertools.pairwise(quantities):
        gap = plain[left.stop : right.start]
        cut = gap.find("、")
        cut = cut if cut >= 0 else gap.find("和")
        if cut < 0:
            verb = next((m for m in _VERB.finditer(gap) if m.start() > 0), None)
            cut = verb.start() if verb else 0 if _VERB.match(gap) else len(gap)
            befores.append(gap[cut:])
        else:
            befores.append(gap[cut + 1 :])
        afters.append(gap[:cut])
    afters.append(plain[quantities[-1].stop : clause.end])
    befores = _distributed(befores)
    return list(zip(quantities, befores, afters, strict=True))


def _distributed(befores: list[str]) -> list[str]:
    """Return 城镇居民收入 and 农村居民收入 for 城镇居民和农村居民收入分别增长8%、8.5%."""
    subject, apart, verb = befores[0].partition("分别")
    parts = _LIST.split(subject)
    if not apart or len(parts) != len(befores):
        return befores
    whole = parts[-1]
    shared = next((n for n in (4, 3, 2) if parts[0][-n:] in whole and len(parts[0]) > n), 0)
    tail = whole[whole.index(parts[0][-shared:]) + shared :] if shared else ""
    return [*(f"{part}{tail}{verb}" for part in parts[:-1]), f"{whole}{verb}"]


def _mentions(
    cell: CellText, period: str, clause: Clause, q: Quantity, before: str, after: str, previous: Mention | None
) -> Iterator[Mention]:
    lead = cell.plain[clause.start : q.start]
    if not _is_target(q, lead, before, after, previous):
        return
    heading = cell.plain[slice(*clause.heading)]
    kind, value = _kind(q, lead, before, heading, after)
    per = re.search(r"每(?:户|人|亩|家|个|平方米|名|月|天)(?=[^,;。]{0,8}$)", lead)
    if per and q.unit in MEASURES:
        q, kind = replace(q, unit=f"{q.unit}/{per[0][1:]}"), Basis.LEVEL
    direction = q.direction
    if kind is Basis.GROWTH and value < 0 and direction is Direction.AT_LEAST:
        direction = Direction.AT_MOST
    for name in _names(before, after, lead, previous, q):
        yield Mention(
            period=period,
            quantity=replace(q, direction=direction),
            name=name,
            key=_GENERIC.sub("", name + ("" if name and name in after else after[:14])),
            heading=heading,
            stages=frozenset(_STAGES.findall(before[-8:] + after[:20])),
            digits="".join(c for c in re.sub(r"20\d{2}", "", name) if c.isdigit()),
            kind=kind,
            spans=_spans(lead, heading),
            is_annual=bool(_ANNUAL.search(lead)) or (not period),
            sentence=cell.plain[clause.start : clause.end],
            whole=cell.plain,
            clause=clause,
            sure=bool(_VERB_END.search(before)) or q.is_share,
            value=value,
            words=cell.text(q.start, q.stop),
            baseline=_baseline(lead, q),
        )


def _is_target(q: Quantity, lead: str, before: str, after: str, previous: Mention | None) -> bool:
    """Return True if a quantity is promised, and no size of a project, duration, stock or ordinal."""
    if q.is_rank:
        return True
    if q.is_per or _NO_TARGET_AFTER.match(after) or re.search(r"由(?:20\d{2}年)?[^,;]{0,10}$", lead):
        return False
    if q.is_share:
        return not re.match(r"以上的(?!规模)|的(?:股权|资金|补贴)", after)
    if _NO_TARGET_BEFORE.search(before) and not before.endswith(("完成总投资", "不超过", "累计完成总投资")):
        return False
    if q.unit in ("天", "小时", "分钟") and (
        _DURATION.match(after) or not re.search(r"天数|时间|时长|优良|良好", lead + after)
    ):
        return False
    if _EFFORT_ONLY.match(before) and not _VERB.search(before):
        return False
    is_direct = bool(_VERB_END.search(before)) or (not before and previous is not None)
    if _SIZE_OF.match(after):
        return is_direct and not q.unit.endswith("元")
    if q.is_numeral:
        return (
            is_direct
            or ((not after or after[0] in "、(") and bool(_VERB.search(before)))
            or bool(_FINISHED.search(after))
        )
    if is_direct and not _EARLY.search(after):
        return True
    if (not after or after[0] in "、()和及") and len(_SUBJECT_START.sub("", before)) >= 2:
        return True
    if _VERB.search(before) and not ("、" in before and "等" not in before):
        return not _EARLY.search(after) and not q.unit.endswith("元")
    if before.endswith("对") or before.startswith("对"):
        return bool(_TREATED.search(after))
    return bool(_FINISHED.search(after)) and not _EARLY.search(after) and q.unit not in MEASURES


def _kind(q: Quantity, lead: str, before: str, heading: str, after: str) -> tuple[Basis, float]:
    """Return growth, level, rank, or cumulative for a count, and the value with its sign."""
    if q.is_rank:
        return Basis.RANK, q.value
    if not q.is_share:
        return Basis.CUMULATIVE, q.value
    near = lead.replace("自然增长率", "")[-24:]
    is_growth = bool(_GROWTH.search(near) or re.search(r"增幅|增速", heading)) and not _TO.search(
        _NEAR_TO.sub("", near)
    )
    if not is_growth or re.search(r"(?:率|比例|比重|占比)(?:控制|达|稳|保|不|$)", near[-10:]):
        return Basis.LEVEL, q.value
    if _FALL.search(_NEAR_TO.sub("", near)):
        if _AGAINST_YEAR.search(lead) or "产能" in lead:
            return Basis.LEVEL, q.value
        return Basis.GROWTH, -abs(q.value)
    return Basis.GROWTH, q.value


_NEAR_TO = re.compile(r"(?:约|不低于|不少于|达到|达)$")


def _spans(lead: str, heading: str) -> Basis | None:
    own, running = list(_OWN_SPAN.finditer(lead)), list(_RUNNING.finditer(lead))
    if own and (not running or own[-1].start() > running[-1].start()):
        return Basis.QUARTER
    return Basis.CUMULATIVE if running or "累计" in heading else None


def _baseline(lead: str, q: Quantity) -> float | None:
    match = re.search(
        rf"由(?:20\d{{2}}年)?的?[^,;\d]{{0,8}}(\d{{1,9}}(?:\.\d{{1,4}})?){re.escape(q.unit)}?[^,;\d]{{0,8}}$", lead
    )
    return float(match[1]) if match else None


def _names(before: str, after: str, lead: str, previous: Mention | None, q: Quantity) -> list[str]:
    """Return the name of a quantity, or the names of all that it is shared by (a率、b率均达到100%)."""
    subject = _subject(before)
    if q.is_share:
        shared = _shared(lead, before)
        if shared:
            return shared
    if len(subject) >= 2:
        return [subject]
    verb = _VERB_END.search(before)
    tail = re.split(r"[,;。:(、]|并|用于", after)[0].strip("的")[:20]
    content = verb[0] if verb and not _GENERIC.search(verb[0]) else ""
    if len(tail) >= 2:
        return [content + tail]
    if previous is not None:
        return [previous.name]
    return [subject]


def _subject(before: str) -> str:
    text = before
    for _ in range(3):
        text = _SUBJECT_START.sub("", _SUBJECT_END.sub("", text)).strip("“”、,:")
    return text[-30:]


def _shared(lead: str, before: str) -> list[str]:
    """Return the names in a list that shares one percentage: each is a rate, or 均 stands behind them, or 六率 does."""
    head = re.sub(r"(?:达到|达|保持|为|到)+$", "", lead)
    counted = re.search(r"[两三四五六七八九十]率$", head)
    alike = re.search(r"(?:均|都)$", head)
    head = head[: counted.start()] if counted else head[: alike.start()] if alike else head
    head = _SUBJECT_START.sub("", re.split(r"[:“]", head)[-1].strip("”"))
    parts = [part.strip("“”") for part in _LIST.split(head)]
    if len(parts) < 2 or not all(len(part) >= 2 for part in parts):
        return []
    return parts if counted or alike or all(map(_RATES.search, parts)) else []
