"""The plans of the demonstration beside that of 2017: the day that each is worked up to, and what is not left to chance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from zcdash.domain.terms import State


@dataclass(frozen=True, kw_only=True)
class Played:
    """A plan worked up to a day. `causes`: invented causes that fit the plan, each with its remedy."""

    plan: str
    day: date
    causes: tuple[tuple[str, str], ...]
    fates: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Period → unit → fate of its return, where not drawn."""
    figures: Mapping[tuple[str, str], float] = field(default_factory=dict)
    """(period, indicator) → figure."""
    states: Mapping[tuple[str, str], State] = field(default_factory=dict)
    """(period, commitment) → state."""
    zero_report: str = "零报告：本期没有发生"


OFFICE = (
    ("经办人员轮岗，工作衔接晚了", "已明确接手的人，下月补上"),
    ("部分单位材料报送不齐", "逐个单位催收，月底前汇总"),
    ("征求意见后修改内容较多", "修改稿月内提交会议研究"),
)
CHRONIC = (
    ("基层专业人员不足，随访没有做全", "从区级医院派驻人员，按季度督导"),
    ("监测点抽样更换，调查推后", "抽样方案已定，下季度完成现场调查"),
    ("居民健康档案更新不及时", "逐街道核对补录，年底前更新完"),
    ("部分学校、单位健康支持环境没有通过验收", "逐个整改，下年一季度复验"),
    ("经费拨付晚，设备没有到位", "已与财政部门对接，到位后即采购"),
)
LIUWEN = (
    ("企业申报材料没有交齐", "列出企业清单，上门辅导，逐户收齐"),
    ("上级配套细则下达晚，政策兑现推后", "细则下达后十日内兑现"),
    ("外贸订单交货期集中在下季度", "跟踪在手订单，协调船期和通关"),
    ("个别企业抵押物不足，授信没有批下来", "组织银行与企业逐个会商，补充担保措施"),
)

PLAYED = (
    Played(plan="liuwen-2019", day=date(2020, 1, 8), causes=LIUWEN),
    Played(plan="chronic-2019", day=date(2022, 2, 16), causes=CHRONIC),
)
