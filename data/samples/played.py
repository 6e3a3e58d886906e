"""The plans of the demonstration beside that of 2017: the day that each is worked up to, and what is not left to chance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from zcdash.domain.terms import State

Causes = tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Played:
    """A plan worked up to a day. `causes`: invented causes that fit the plan."""

    plan: str
    day: date
    causes: Causes
    fates: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Period → unit → fate of its return, where not drawn."""
    complete: tuple[str, ...] = ()
    """Periods in which every unit files in time."""
    figures: Mapping[tuple[str, str], float] = field(default_factory=dict)
    """(period, indicator) → figure."""
    states: Mapping[tuple[str, str], State] = field(default_factory=dict)
    """(period, commitment) → state."""
    short: int = 9
    """Commitments out of a hundred that are not done when they should be."""
    acts: tuple[tuple[str, ...], ...] = ()
    """Acts beside filing and signing: moment in UTC, login, act, period, unit, what, note."""
    nothing: str = "本期没有发生"
    """Note of a return that there is nothing to report (零报告)."""


OFFICE: Causes = (
    ("经办人员轮岗，工作衔接晚了", "已明确接手的人，下月补上", ""),
    ("部分单位材料报送不齐", "逐个单位催收，月底前汇总", ""),
    ("征求意见后修改内容较多", "修改稿月内提交会议研究", "方案 制度 办法 规范 预案 目录 机制"),
)
"""Causes with their remedies; the words, where there are any, tell what they fit."""
CHRONIC: Causes = (
    ("基层专业人员不足，随访没有做全", "从区级医院派驻人员，按季度督导", "管理 随访 筛查 控制 治疗 死亡 生存 早诊"),
    ("监测点抽样更换，调查推后", "抽样方案已定，下季度完成现场调查", "监测 调查 率 摄入 量 水平"),
    ("居民健康档案更新不及时", "逐街道核对补录，年底前更新完", "档案 信息 登记 报告"),
    ("部分学校、单位健康支持环境没有通过验收", "逐个整改，下年一季度复验", "环境 学校 单位 场所 步道 健康"),
    ("经费拨付晚，设备没有到位", "已与财政部门对接，到位后即采购", ""),
    ("宣传活动受场地限制，场次不够", "与社区联办，下季度补齐场次", "宣传 教育 活动 知识"),
)
LIUWEN: Causes = (
    ("企业申报材料没有交齐", "列出企业清单，上门辅导，逐户收齐", ""),
    ("上级配套细则下达晚，政策兑现推后", "细则下达后十日内兑现", "补贴 奖励 政策 补助 减免 返还"),
    ("外贸订单交货期推后", "跟踪在手订单，协调船期和通关", "外贸 出口 进出口 市场"),
    ("个别企业抵押物不足，授信没有批下来", "组织银行与企业逐个会商，补充担保措施", "融资 贷款 银 担保 金融 挂牌"),
    ("项目用地手续还差一项", "专人盯办审批，批复后立即开工", "项目 投资 建设 用地"),
    ("意向企业总部投资决策推迟", "上门对接企业总部，敲定投资协议", "引进 招商 外资 企业"),
)
GUOTU: Causes = (
    ("上级控制指标没有下达", "主动与市自然资源部门对接，指标下达后即修改成果", "指标 控制 方案 规划"),
    ("部门基础资料还没有交齐", "列出资料清单，逐个部门催收", ""),
    ("专题承担单位现场调查推后", "督促加派人员，下阶段补齐", "专题 研究 评价 调查 调研"),
    ("专家意见较多，修改用时长", "逐条修改，召开会商会定稿", "论证 评审 审查 征询 意见"),
)
BIANMIN: Causes = (
    ("自助终端到货比合同晚", "到货一批安装一批，下月装完", "终端 自助 设备"),
    ("部分事项要件标准不统一，没有并入综合窗口", "会同部门逐项梳理，统一标准后并入", "窗口 事项 集中 标准"),
    ("村（社区）代办员没有配齐", "由镇（街道）调配，先培训后上岗", "村 社区 代办 人员"),
    ("场所改造的施工合同签订晚", "倒排工期，按节点验收", ""),
)
STANDING: Causes = (
    ("个别企业自查自纠不认真，隐患整改没有销号", "挂牌督办，限期复查", "企业 隐患 检查 监管 整改"),
    ("检查力量不足，部分企业没有轮到", "抽调人员组成三个组，下月查完一遍", "检查 巡查 排查"),
    ("农机手外出作业，检验没有做完", "错开农时，上门检验", "农机 拖拉机 收割机 驾驶"),
    *OFFICE,
)
STREETS: Causes = (
    ("管线迁改与路面施工交叉，让出了工作面", "与管线单位定好迁改日期，迁完即施工", "管 路 雨污 施工 改造"),
    ("招标流标一次，重新组织耽误了时间", "重新公告已经发布，下月开标", "招 设计 施工 监理 资金"),
    ("部分摊贩疏导点没有建好，占道经营有反复", "加快疏导点建设，早晚高峰定岗值守", "占道 摊 经营 秩序"),
    ("居民对停车位划定有不同意见", "召开居民会听取意见，月内定下", ""),
)
ESTATES: Causes = (
    ("连续降雨影响了室外作业", "抢抓晴好天气，两班作业", "路面 施工 绿化 安装 管线 改造"),
    ("个别居民不同意拆除自建小棚", "社区干部逐户上门，签一户拆一户", "拆 迁 棚 违"),
    ("主要材料到货比合同晚", "材料已到场，按新的节点赶工", ""),
)
CARTS: Causes = (
    ("部分车主对政策不理解，劝导后有反复", "进社区宣讲，重点路口设卡劝返", "车 劝 宣传 上路 营运 查"),
    ("外来车辆多，摸排台账没有建全", "镇（街道）逐村核对补登", "摸 台账 清查 登记"),
    *OFFICE,
)
BICYCLES: Causes = (
    ("部分网点电源没有接通，车桩不能用", "与供电单位商定，逐点接电", "网点 桩 电 布设"),
    ("车辆分批到货，没有到齐", "每周催货，到货一批投放一批", "投放 辆 车"),
    ("两处网点占用绿地，选址还在协调", "与园林部门现场商定", ""),
)
PLOTS: Causes = (
    ("违建当事人提出复议，暂缓拆除", "依法履行程序，复议结束后立即拆除", "拆 复耕 没收 违法"),
    ("两宗地块补办手续没有批复", "专人跟进，批复后立即办理", ""),
    ("案件当事人外出，文书没有送达", "公告送达，期满即结案", "案 查处 立案 处罚"),
)
MEDIATION: Causes = (
    ("专职调解人员没有配齐", "从业务科室调配，先培训后上岗", "人员 选配 机构 队伍"),
    ("调解室与接待室合用，没有单独设立", "腾出一间办公用房，下月挂牌", "调解室 场所 设立"),
    ("台账格式不统一，有几起没有登记", "按统一格式补登", "台账 登记 统计 报送"),
    *OFFICE,
)
RELIEF: Causes = (
    ("部分对象外出务工，信息没有核实", "组织村（居）干部逐户核实，下月补发", ""),
    ("上级补助资金尚未拨付到位", "与财政对接，资金到位后七日内发放", "资金 发放 标准"),
)
EMERGENCY: Causes = (
    ("两个镇（街道）预案修订没有报备", "逐个督促，年底前报备", "预案 修订"),
    ("演练因大风天气推后", "另行排定时间，下月组织", "演练 演习"),
    *OFFICE,
)

PLAYED = (
    Played(plan="beijie-2017", day=date(2017, 7, 7), causes=STREETS, fates={"2017Q2": {"区住建局": "office"}}),
    Played(plan="laojiu-2017", day=date(2017, 10, 16), causes=ESTATES),
    Played(plan="daibuche-2017", day=date(2017, 6, 9), causes=CARTS, short=5),
    Played(plan="zixingche-2017", day=date(2017, 3, 9), causes=BICYCLES),
    Played(plan="weipian-2017", day=date(2017, 5, 11), causes=PLOTS),
    Played(
        plan="tiaojie-2017",
        day=date(2017, 6, 22),
        causes=MEDIATION,
        complete=("2017M04",),
        short=1,
        nothing="本月没有受理行政调解案件",
    ),
    Played(
        plan="dibao-2017",
        day=date(2017, 7, 10),
        causes=RELIEF,
        figures={
            ("2017Q1", "1a"): 500,
            ("2017Q1", "1b"): 6100,
            ("2017Q1", "1c"): 4600,
            ("2017Q2", "1a"): 500,
            ("2017Q2", "1b"): 6400,
            ("2017Q2", "1c"): 4600,
        },
    ),
    Played(plan="juece-2017", day=date(2017, 4, 11), causes=OFFICE),
    Played(plan="yingji-2017", day=date(2018, 1, 9), causes=EMERGENCY, fates={"2017": {"区政府应急办": "office"}}),
    Played(plan="liuwen-2019", day=date(2020, 1, 8), causes=LIUWEN),
    Played(plan="guotu-2019", day=date(2020, 4, 9), causes=GUOTU),
    Played(plan="bianmin-2019", day=date(2020, 1, 10), causes=BIANMIN),
    Played(plan="standing-duties", day=date(2020, 7, 9), causes=STANDING),
    Played(
        plan="chronic-2019",
        day=date(2022, 2, 16),
        causes=CHRONIC,
        figures={("2019", "1-1a"): 15.2, ("2020", "1-1a"): 14.3, ("2021", "1-1a"): 13.9},
        acts=(
            (
                "2020-06-10 02:30:00",
                "office-1",
                "request",
                "2016",
                "",
                "baseline|1-1a|15.8",
                "区疾控中心2016年死因监测报告",
            ),
            ("2020-06-11 01:40:00", "office-2", "decide", "", "", "1-1a", "已核对监测报告原件"),
        ),
    ),
)
