"""Words that tell whether a number is promised: verbs of achievement, sizes and stocks that are none, stages of a work."""

from __future__ import annotations

import re

_BUILD = (
    "完成 建成 新增 新建 改建 扩建 改造 建设 开工建设 修建 提升改造 新建改造 改造提升 规范提升 提升 维修 修复 修好 绿化 造林 "
    "硬化 铺设 铺 安装 更换 种植 栽植 栽 植树 疏浚 清淤 养护 整治 治理 拆除 安置 清理 建 扩 流转 征收 收储 新开工 开工 竣工 "
    "完工 实施"
)
_GAIN = (
    "引进 引育 招引 招聘 录用 吸纳 转移 争取 争 投资 融资 投入 投放 到位 销售 增加 新上线 新上 增 拟增 达到 达 累计 实现 力争 "
    "取得 争创 创建 创成 培育 培植 新培育 发展 新发展 新认定 认定 孵化 入库 入统 上市 挂牌 改制 再有 扩大 减少 压减 关停 淘汰 "
    "脱贫 接待 供应 贷款 提供 出版 出 购置 配备 开通 新开通 惠及 覆盖 发放 救助 资助 补助 减免 兑现 保障 帮扶 巡察 办结 查处 "
    "化解 调处 解决 回收 处置 建立 设立 签约 落地 获批 打造 推动 带动 培训 筹集 筹建 筹措 "
    "上报 推荐 申报 办理 通过 征集 招生 修 规范"
)
_ACTS = "组织 调研 举办 演出 监测 检查 抽检 走访 服务 登记 开展 选派 有 赴 搬迁"


def _any_of(*lists: str, least: int = 1) -> str:
    """Return a pattern of the words, the longest first, that have at least so many characters."""
    words = {word for words in lists for word in words.split() if len(word) >= least}
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


VERB = re.compile(_any_of(_BUILD, _GAIN, _ACTS, least=2))
MEASURED = re.compile(_any_of(_BUILD, _GAIN, least=2))
"""Verbs that a length, an area or a sum can be the object of. A single character is no verb within other words (突出)."""
VERB_ONLY = re.compile(f"(?:{VERB.pattern}){{1,3}}")
VERB_END = re.compile(
    f"(?:{_any_of(_BUILD, _GAIN, _ACTS)})(?:了|约|至少|不少于|不低于|力争|计划|不超过)?(?:总投资|资金|金额|投资)?$"
)
MEASURED_END = re.compile(
    f"(?:{_any_of(_BUILD, _GAIN)})(?:了|约|至少|不少于|不低于|力争|计划|不超过)?(?:总投资|资金|金额|投资|面积)?$"
)
FINISHED = re.compile(
    r"竣工|完工|投用|投产|投入使用|建成|挂牌|上线|改造|改制|改为|开工|达标|修复|启用|开业|搬迁|补齐|列入|完成|[搬建修办铺编]完|参加|赴|迁入|入驻|通车|建立|发放|配备|实现|化(?=$|[,;。])"
)
EARLY = re.compile(r"基础施工|前期|准备|招投标|开始施工|备开工|[开动]工前|加快|设计|制定[^,;]{0,8}方案|目标计划")
TREATED = re.compile(r"开展|实施|进行|发放|救助|监测|改造|整治|检查|提升|予以|给予")
NO_TARGET_BEFORE = re.compile(
    r"(?:现有|已有|原有|目前|总投资|投资总额|年产|产能|占地|占地面积|建筑面积|建设面积|用地面积|规划面积|总面积|库容|规模|共|其中|驻[^,;]{1,3}|过|超|"
    r"上述|另外?|其余|其他|所有|每|高|长|宽|厚|提前|用|近|前|后|满|序号|编号|电话|第|自筹|限额|注册资本|注册资金|与|同|联合|对接|(?<![达加增升扩大提缩短减降])到)$"
)
"""Words right before a number that is a size, a stock or an ordinal."""
NO_TARGET_AFTER = re.compile(
    r"方面|阶段|环节|层面|步骤|月|工作日|小组|责任|组团|以上领导|岁|年级|季度|周|世纪|级|人[)(]?队|字|号|机制|问题"
)
STANDARD = re.compile(r"给予[^,;。]{0,20}(?:奖励|奖补|补助|补贴|资助|补偿)(?:资金|金额|最高|不超过)?$")
"""Words before the sum that one receiver gets: 给予一次性奖励30万元 is a rule, no target."""
_SHORTENED = re.compile(r"(?:压缩|压减|缩短|缩减|减少|降低|控制)(?:到|至|为|在)$")
"""Words before a time that is promised: 出口压缩到1.5小时以内."""
TIMES = ("天", "小时", "分钟")
DURATION = re.compile(r"内|前|后|之内|以内")
DAYS = re.compile(r"天数|时间|时长|优良|良好|达标天")
SIZE_OF = re.compile(r"的(?!搬迁|建设|改造|修复)")
EFFORT = re.compile(r"抓好|围绕|支持|推进|协调|调度|按照|瞄准|依托|突出|做好|启动")

GROWTH = re.compile(r"增长(?!极|点)|增幅|增速|同比|提高|增加|增$|下降|降低|减少|压减|削减|减$|降$|上升|回落|涨幅|涨$")
FALL = re.compile(r"(?:下降|降低|减少|压减|削减|减|降|回落)(?:幅度|比例|率)?[^到至,;。\d]{0,2}$")
FALL_FIRST = re.compile(r"^(?:力争|确保|实现|再)?(?:减少|压减|压缩|降低|削减|精简)[^,;。到至率\d]{2,14}$")
"""Verb before what is made less: 减少办事材料30%; the share is then of what is taken away."""
FALL_LISTED = re.compile(
    r"^(?:力争|确保|实现|再)?(?P<way>减少|压减|压缩|降低|削减|精简)[^,;。到至率]{2,40}[%‰]、[^,;。、到至率\d]{1,14}$"
)
"""Verb that holds for the next of a list, too: 压减审批时限30%、材料40%."""
CHANGED_TO = re.compile(r"(?:增长|提高|上升|提升|下降|降低|减少|压减|降|减)(?:到|至)$")
FEWER_THAN_LAST = re.compile(
    r"(?:(?:比|较)(?:上年|去年|上月|上季度?|同期)[^,;。\d]{0,6}|^(?:累计)?)(?:减少|下降|降低|压减|减)(?:约|不少于|不低于|至少)?$"
)
"""Words before a count that is taken away from one that is not said, nor what is: 比上年减少2起, 减少4起."""
NARROWS = re.compile(r"收窄(?:至|到|为)(?:约|不超过)?$")
"""Words before a rate below zero that is printed without its sign: 降幅收窄至3%."""
FROM_BASELINE = re.compile(
    r"(?:比|较|由|从)(?P<year>20\d{2})?年?底?的?(?P<baseline>(?!20\d{2}年)\d{1,9}(?:\.\d{1,4})?)(?P<unit>/1?0?万|%|‰|[^\d,;。:()]{0,4}?)"
    r"(?:分别)?(?P<way>下降|降低|减少|提高|增长|上升|增加)(?:约|不低于|不少于)?$"
)
"""Change in percent of a printed baseline: 比2016年的9.17克下降."""
AGAINST_YEAR = re.compile(r"(?:在|较|比)(20\d{2})年?(?:基础上)?")
NEAR_NUMBER = re.compile(r"(?:约|不低于|不少于|大于|高于|超过|低于|小于|达到|达)$")
RATE_NAME = re.compile(r"(?:(?<!增长)率|比例|比重|占比)(?:控制|达|稳|保|不|$)")

STOCK_NAME = re.compile(
    r"浓度|每[百千万]|[千万]人口?(?:拥|床)|拥有量|保有量|存量|密度|均价|得分|指数|评分|余额|在册|满意度|总数|能力|装机|受教育年限|寿命|人均(?!可支配|纯收入)"
)
"""Names of what is measured at a moment, whatever its unit."""
ADDED = re.compile(r"新增|新建|增加|净增|扩大")
MADE = re.compile(r"(?:新|改|扩|增|建设|建成|修|铺|绿化|造林|培训|整治|拆)")
"""Beginning of a name of what is made anew in each period."""
RUNNING = re.compile(r"累计|年初以来")
OWN_SPAN = re.compile(r"当季|本季|当期|当月|单季|当年新")
ANNUAL = re.compile(r"全年|年内|年度目标|本年度?|年底|力争20\d{2}年")

SUBJECT_END = re.compile(
    r"(?:[≥≤<>]|达到|达|完成|控制在|稳定在|保持在|维持在|保持|不得?超过?|不高于|不多于|不低于|不少于|低于|高于|大于|小于|超过|突破|至少|最少|分别|均|都|共计?|"
    r"累计|当季|当期|合计|总计|为|至|到|(?<![现所存])在|的|(?<![签预条节合契])约|力争|新增|再|同比|增长|增幅|涨幅|进入|位居|排名|全市|全省|全国|增速|提高|上升|下降|降低|减少|压减|削减|上线|实现|完工|计划|全部|:|有|增|减|降|率先|"
    r"(?:比|较)(?:年初|(?:上|去)年(?:同期|末|底)?)|年内|年底前?|全年|20\d{2}年度?){1,8}+$"
)
SUBJECT_START = re.compile(
    r"^(?:(?:元旦|春节|清明|五一|端午|中秋|国庆|重阳)节?(?:之?前|期间|后)|(?:20\d{2})?年[底末]之?前|并|且|和|及|与|、|其中|[:,]|对(?!外|口|上)|将|把|年内|年底前?|年末|全年|上半年|下半年|年度(?!投)|20\d{2}年度?|第?[一二三四1-4]季度[末底]?前?|半年(?=完成|$)|[春夏秋冬]季(?=完成|$)|当季|当期|本季度?|累计|"
    r"合计|共计?|总计|力争|争取|确保|保证|实现|完成|达到|督促|推动|促进|计划|预计|努力|积极|全面|再(?=新|有|引)|有|在?全区|全市|全县|到20\d{2}年底?|[于在]?\d{1,2}月(?:\d{1,2}日|底|份|末)?前?|使|让|要|继续|"
    r"\d{1,2}-\d{1,2}月|启动|开展|组织|也|拟|是){1,8}+"
)
GENERIC = re.compile(
    r"完成|实现|达到|累计|当季|当期|任务|目标|力争|争取|全年|全区|工程|工作|项目|总|年度|第?[一二三四]季度|[的、,()“”:]|确保|组织|进行|新增|改造|建设"
)
STAGES = re.compile(r"申报|认定|发放|救助|新建|改建|维修")
PREPARATORY = re.compile(
    r"主体|搬迁|立项|施工手续|规划许可|启动|设计|招投标|调研|上报|推荐|申报|备案|征迁|基础施工|路基|土建"
)
"""Stages before the outcome: the annual value of a goal is not of them, unless it names them."""
HARD_STAGES = re.compile(
    r"主体|搬迁|立项|施工手续|规划许可|基础施工|启动|开工|设计|招投标|实施|上报|推荐|调研|培训|改制|挂牌|征迁|签约|备案|验收|带动|灰土|水稳|面层|路基|路面|土建"
)
"""Stages and kinds of work: quantities of different stages are never one number."""


def is_time_reached(unit: str, lead: str) -> bool:
    """Return True for a span of time that something takes at the end: 压缩到1.5小时以内."""
    return unit in TIMES and bool(_SHORTENED.search(lead))
