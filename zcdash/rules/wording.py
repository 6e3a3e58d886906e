"""Sentences of the rules, rendered for display from lights, causes and figures.

Nothing may compare what these functions return: a wording may change any day.
"""

from __future__ import annotations

from datetime import date

from zcdash.domain.assessment import Assessment, Cause, CauseCode, OnWay
from zcdash.domain.model import Commitment, Indicator, format_number, with_unit
from zcdash.domain.period import Period
from zcdash.domain.rounding import percentage
from zcdash.domain.submission import Step
from zcdash.domain.terms import LIGHT_NAME, MET, NUMERALS, RATE_UNITS, STATE_NAME, Basis, Direction, Light, State

_EPSILON = 1e-9
_BLANK = "截止后按未报送计"


def indicator_sentence(indicator: Indicator, assessment: Assessment) -> str:
    """Return the sentence of an indicator's assessment: 计划 137 天，实际 120 天，少 17 天（87.6%），严重滞后."""
    cause, light = assessment.cause, assessment.calculated or assessment.light
    before = Light.BEHIND if cause.made_good_in else light
    match cause.code:
        case CauseCode.NO_PLANNED_VALUE:
            text = f"{Period.parse(cause.period).name}没有计划数"
        case CauseCode.ONLY_ANNUAL:
            text = _only_annual(indicator, cause)
        case CauseCode.NO_FIGURE:
            text = f"已报送，没有填数，{_BLANK}"
        case CauseCode.QUARTER_LACKING:
            periods = "、".join(Period.parse(p).short_name for p in cause.lacking)
            each = "当季" if all("Q" in p for p in cause.lacking) else "当期"
            text = f"缺{periods}的{each}数，累计数不能计算，待研判"
        case CauseCode.NO_BASELINE:
            text = _without_baseline(indicator, cause)
        case CauseCode.UNFILED:
            text = unfiled_sentence(light, cause)
        case CauseCode.NO_OWNER:
            text = f"引用 {indicator.cites} 的数，台账里没有它这一期的数，待研判"
        case _:
            text = f"{_figures(indicator, cause)}{_how_met(indicator, cause)}，{LIGHT_NAME[before]}"
    if cause.made_good_in:
        text += f"；{Period.parse(cause.made_good_in).short_name}已补上，{LIGHT_NAME[light]}"
    return override_sentence(assessment, text)


def _figures(indicator: Indicator, cause: Cause) -> str:
    unit, gap, ratio = indicator.unit, cause.gap or 0.0, cause.ratio
    if indicator.basis is Basis.RANK:
        beside = "持平" if not gap else f"{'落后' if gap > 0 else '靠前'} {format_number(abs(gap))} 位"
        return f"计划第 {format_number(cause.planned)} 位，实际第 {format_number(cause.actual)} 位，{beside}"
    beside = _beside(indicator, gap) if cause.upper is None else _beside_range(indicator, gap)
    share = f"（{percentage(ratio, 1)}%）" if ratio is not None and abs(gap) >= _EPSILON else ""
    return f"{_planned(indicator, cause)}，实际 {with_unit(cause.actual, unit)}，{beside}{share}"


def _planned(indicator: Indicator, cause: Cause) -> str:
    """Return the planned value with its bound: 计划 74 天, 计划大于 20%, 计划 60%—70%, 计划 8.55 人（按下降5%折算）."""
    value = with_unit(cause.planned, indicator.unit)
    if cause.upper is not None:
        low = value if indicator.unit in RATE_UNITS else format_number(cause.planned)
        return f"计划 {low}—{with_unit(cause.upper, indicator.unit)}"
    if indicator.direction is Direction.HOLD:
        return f"基数 {value}"
    bound = ("低于" if indicator.direction is Direction.AT_MOST else "大于") if indicator.strict else ""
    return f"计划{bound} {value}{f'（按{cause.words}折算）' if cause.words else ''}"


def _beside(indicator: Indicator, gap: float) -> str:
    """Return how an actual differs from its planned value; of one that should differ and does not, that."""
    if abs(gap) >= _EPSILON:
        return f"{'多' if gap > 0 else '少'} {_difference(indicator, abs(gap))}"
    if not indicator.strict:
        return "持平"
    return "没有低于" if indicator.direction is Direction.AT_MOST else "没有超过"


def _beside_range(indicator: Indicator, gap: float) -> str:
    """Return how an actual lies to its planned range; the gap counts from the nearer end."""
    if abs(gap) < _EPSILON:
        return "在区间以内"
    return f"{'高于上限' if gap > 0 else '低于下限'} {_difference(indicator, abs(gap))}"


def _without_baseline(indicator: Indicator, cause: Cause) -> str:
    """Return why an actual cannot be compared: what its planned value, or what it is to hold, rests on is not known."""
    if cause.words:
        actual = "没有填数" if cause.actual is None else f"实际 {with_unit(cause.actual, indicator.unit)}"
        return f"{actual}，基线尚未建立，计划（{cause.words}）不能折算，待研判"
    return f"实际 {format_number(cause.actual)} {indicator.unit}，没有基数，无法判断是否保持稳定，待研判"


def _only_annual(indicator: Indicator, cause: Cause) -> str:
    """Return the year's value and how much of it is done, for readers only: 全年 8 所，已完成 3 所，占 37.5%（参考）."""
    year, actual = (with_unit(value, indicator.unit) for value in (cause.planned, cause.actual))
    if cause.actual is None:
        return f"全年 {year}，本期没有计划数"
    if cause.ratio is None:
        return f"全年 {year}，本期实际 {actual}（参考）"
    done = "已发生" if indicator.direction is Direction.AT_MOST else "已完成"
    return f"全年 {year}，{done} {actual}，占 {percentage(cause.ratio, 1)}%（参考）"


def _how_met(indicator: Indicator, cause: Cause) -> str:
    """Return how a value that is short of the plan meets it all the same."""
    if cause.code is CauseCode.AS_PRINTED:
        return "，差额在允许的精度以内，视为达到"
    if cause.code is not CauseCode.WITHIN_TOLERANCE:
        return ""
    return f"，在允许误差 {_difference(indicator, cause.tolerance or 0.0)}以内"


def _difference(indicator: Indicator, value: float) -> str:
    """Return the difference of two values: 17 天; of shares in points: 0.6 个百分点."""
    if indicator.unit == "%":
        return f"{format_number(value)} 个百分点"
    return with_unit(value, indicator.unit)


def unfiled_sentence(light: Light, cause: Cause) -> str:
    """Return the deadline, and where the submission is that was sent but is not accepted."""
    where = on_way_sentence(cause.on_way) if cause.on_way else ""
    if light is Light.IN_REVIEW:
        return where
    if light in (Light.MISSING, Light.RETURNED) or cause.made_good_in:
        return f"应于 {cause.deadline:%Y-%m-%d} 前报送，{where or '尚未报送'}"
    return f"报送截止 {cause.deadline:%Y-%m-%d}，{where or '尚未到期'}"


def on_way_sentence(submission: OnWay) -> str:
    """Return where a submission is that was sent but is not accepted."""
    if submission.returned_on:
        return f"{submission.filed_on} 的报送于 {submission.returned_on} 退回，尚未重报"
    return f"已于 {submission.filed_on} 报送，{awaited_sentence(submission.awaits, submission.waiting)}，尚未计入"


def awaited_sentence(step: Step | None, waiting: tuple[str, ...]) -> str:
    """Return whose signature a submission waits for; without a step it was superseded."""
    match step:
        case Step.UNIT_HEAD:
            return "待单位主要负责人审签"
        case Step.DEPUTY:
            return f"待{'、'.join(waiting)}审签"
        case Step.OFFICE:
            return "待督查室签收"
    return "已被替代"


def commitment_sentence(commitment: Commitment, assessment: Assessment) -> str:
    """Return the sentence of a commitment's assessment: 人民路西延：完成征地：时限 2月28日，3月1日完成，补完成.

    A key one that is short of the plan says so.
    """
    cause, light = assessment.cause, assessment.calculated or assessment.light
    promise = f"{commitment.project}：{commitment.text}" if commitment.project else commitment.text
    if commitment.key and light in (Light.BEHIND, Light.SLIPPING):
        promise += "（重点节点）"
    due = _due(commitment, cause.due or commitment.due)
    match cause.code:
        case CauseCode.UNFILED:
            text = unfiled_sentence(light, cause)
        case CauseCode.NOT_DUE:
            text = f"时限 {due}，在本期以后，{LIGHT_NAME[light]}"
        case CauseCode.NO_STATE:
            text = f"时限 {due}，已报送，没有填完成情况，{_BLANK}"
        case _:
            text = f"时限 {due}，{_progress(cause, light)}，{LIGHT_NAME[light]}"
    return override_sentence(assessment, f"{promise}：{text}")


def _progress(cause: Cause, light: Light) -> str:
    if cause.state is not State.DONE:
        return STATE_NAME[cause.state or State.NOT_DONE]
    report = Period.parse(cause.reported_in)
    done_on = cause.done_on or report.ends
    done = f"{_day(cause.done_on) if cause.done_on else report.short_name}完成"
    if light is not Light.LATE_DONE or cause.due is None or done_on > cause.due:
        return done
    before = f"关账时报{STATE_NAME[cause.closed_as]}" if cause.closed_as else "当期没有报送"
    return f"{report.short_name}补报为 {done}，{before}"


def _due(commitment: Commitment, due: date) -> str:
    """Return the due date, with its year where that is another than the commitment's own."""
    year = f"{due.year}年" if due.year != Period.parse(commitment.period).ends.year else ""
    return year + _day(due)


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def item_sentence(assessment: Assessment) -> str:
    """Return the sentence of an item's assessment: the share where it decided, one part, and how many others fall short."""
    cause, light = assessment.cause, assessment.calculated or assessment.light
    worst = cause.worst
    if worst is None:
        return override_sentence(assessment, "本期没有目标")
    said = [_share(cause, light)] if cause.code is CauseCode.SHARE else []
    if not said and worst.light is not light:
        said = [f"不是重点的部分{LIGHT_NAME[worst.light]}，事项评为{LIGHT_NAME[light]}"]
    if not (said and light in MET):
        said.append(worst.reason)
    text = "；".join([*said, *_others(cause, worst.light)])
    return override_sentence(assessment, f"{cause.unit}：{text}" if cause.unit else text)


def _share(cause: Cause, light: Light) -> str:
    """Return how many parts meet the plan: 12 个部分中 7 个达标（58.3%），不足七成，严重滞后."""
    share = f"{cause.rated} 个部分中 {cause.met} 个达标（{percentage(cause.met, cause.rated)}%）"
    below = f"，不足{_tenths(cause.bound)}" if cause.bound else ""
    if light is Light.LATE_DONE and below:
        return f"{share}{below}，其余已补完成"
    return f"{share}{below}，{LIGHT_NAME[light]}"


def _tenths(share: float) -> str:
    """Return a share in words: 七成, or 75%."""
    tenths = round(share * 10, 9)
    return f"{NUMERALS[int(tenths)]}成" if tenths in range(1, 10) else f"{format_number(share * 100)}%"


def _others(cause: Cause, light: Light) -> list[str]:
    """Return how many other parts do not meet the plan, by light; where all do, how many more have the first one's light."""
    if not cause.others:
        return [f"另有 {cause.more} 处{LIGHT_NAME[light]}"] if cause.more else []
    numbers = (f"{cause.others.count(x)} 处{LIGHT_NAME[x]}" for x in dict.fromkeys(cause.others))
    return [f"另有 {'、'.join(numbers)}"]


def override_sentence(assessment: Assessment, text: str) -> str:
    """Return the sentence with the office's decision before it, where there is one."""
    override, calculated = assessment.override, assessment.calculated
    if override is None or calculated is None:
        return text
    light, before = LIGHT_NAME[assessment.light], LIGHT_NAME[calculated]
    subject = f"事项 {override.item} " if override.item else ""
    return f"{override.by}改判{subject}为{light}（原评{before}）：{override.why}。{text}"
