"""Chinese words for the differences between plans."""

from __future__ import annotations

from collections.abc import Mapping

from zcdash.domain.period import Period
from zcdash.domain.plan_differences import Change, Difference, Part

PART_NAME = {
    Part.HEAD: "计划",
    Part.CHAPTER: "板块",
    Part.PHASE: "阶段",
    Part.UNIT: "单位",
    Part.LEADER: "领导",
    Part.ITEM: "事项",
    Part.RESPONSIBLE: "责任",
    Part.TARGET: "阶段目标",
    Part.COMMITMENT: "节点",
    Part.INDICATOR: "指标",
    Part.PLANNED: "计划值",
    Part.DOUBT: "疑义",
    Part.CELL: "原文单元格",
}
CHANGE_NAME = {Change.ADDED: "新增", Change.CHANGED: "修改", Change.WITHDRAWN: "撤销"}
FIELD_NAME = {
    "number": "序",
    "title": "名称",
    "issuer": "印发机关",
    "issued": "印发日期",
    "periods": "报送期",
    "deadline_rule": "报送时限",
    "own_deadlines": "各期时限",
    "report_to": "报送至",
    "signers": "审签人",
    "signing": "审签程序",
    "contact": "联系方式",
    "source_file": "原文",
    "kind": "类别",
    "totals_since_start": "累计口径",
    "chapter": "板块",
    "seq": "序号",
    "focus": "重点工作",
    "goal": "目标任务",
    "deadline": "完成时限",
    "lines": "原文行",
    "role": "牵头或配合",
    "order": "次序",
    "assumed": "推定",
    "text": "内容",
    "period": "期",
    "project": "项目",
    "due": "时限",
    "exact": "日期写明",
    "ongoing": "持续",
    "reporting_unit": "填报单位",
    "key": "重点节点",
    "starts": "开始",
    "ends": "结束",
    "parent": "所属阶段",
    "phase": "阶段",
    "quantity": "数量",
    "quantity_unit": "数量单位",
    "recurs": "频次",
    "zero_report": "零报告",
    "name": "名称",
    "unit": "单位",
    "basis": "口径",
    "direction": "方向",
    "tolerance": "允许偏差",
    "baseline": "基数",
    "baseline_period": "基数所属期",
    "baseline_source": "基数依据",
    "baseline_pending": "基数待建立",
    "annual": "年度目标",
    "annual_printed": "年度目标写明",
    "data_source": "数据来源",
    "sum_of": "合计自",
    "headline": "首页次序",
    "same_as": "同一指标",
    "strict": "不含本数",
    "attribute": "属性",
    "cites": "引用",
    "members": "成员",
    "aliases": "别名",
    "successor": "后继单位",
    "note": "备注",
    "post": "职务",
    "since": "任职起",
    "until": "任职止",
    "item": "所属事项",
    "reading": "读法",
    "figures": "数字",
    "address": "位置",
}


def summary_words(summary: Mapping[str, int]) -> str:
    """Return counts in words: 新增事项 1 个，修改计划值 3 个. Cells of the source are left out: they say where a text stood."""
    parts = []
    for change in Change:
        for part in (p for p in Part if p is not Part.CELL):
            number = summary.get(f"{part.value} {change.value}", 0)
            if number:
                parts.append(f"{CHANGE_NAME[change]}{PART_NAME[part]} {number} 个")
    return "，".join(parts) or "没有差别"


def subject(difference: Difference) -> str:
    """Return what a difference is about: 2017年四季度目标, 外贸进出口 2017年四季度, 5-1.03：时限."""
    d = difference
    if d.part is Part.TARGET:
        return f"{Period.parse(d.key).name}目标"
    if d.part is Part.PLANNED:
        return f"{d.label} {Period.parse(d.key.split()[-1]).name}"
    if d.part is Part.HEAD and d.field == "number":
        return "文号"
    if d.part in (Part.ITEM, Part.HEAD) and d.field:
        return FIELD_NAME.get(d.field, d.field)
    name = d.key if d.part is Part.COMMITMENT else d.label
    return f"{name}：{FIELD_NAME.get(d.field, PART_NAME[d.part])}" if d.field else name
