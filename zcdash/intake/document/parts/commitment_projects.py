"""Projects of a promise: those of a list that it is made for, the one in quotation marks, or its subject."""

from __future__ import annotations

import re

from zcdash.intake.document.parts import target_words as words

START = re.compile(
    r"(?:并|同时|力争|确保|争取|基本|全面|积极|及时|逐步|进一步|认真|开始|年底|按时|按期|按计划|部分|组织|重点)?(?:完成|进行|开展|办理|制定|建立|做好|推进|推动|加强|加快|"
    r"加大|实施|启动|开工|竣工|建成|投入|启用|召开|举办|签订|编制|确定|上报|申报|落实|协调|督促|指导|帮助|引导|整理|组织|实现|强化|深化|提高|提升|完善|整合|争取|力争|"
    r"迎接|配合|协助|通过|调试|试运行|安装|购置|拟定|审核|总结|对|抓好|打造|扩大|健全|规范|检查|调研|形成|发放|宣传|设计|修订|公开|考核|表彰|成立|了解|解决|掌握|设立|"
    r"出台|印发|策划|盘活|准备|引进|全力|新增|新建|改造|改建|培训|报|验收|工程竣工|配齐|免费|聘请|征求|推荐|查找|部署)"
)
_QUOTED = re.compile(r"“(?P<name>[^”]{2,20})”(?:工程|项目|活动|行动|计划)")
_NAMED = re.compile(
    r"(?P<name>[^\W\d][\w“”]{1,16}?(?:项目|大道|高速|公路|医院|学校|小学|园区|湿地|博物馆|中心))(?!的|等|和|及|、)"
)
_LISTED = re.compile(
    r"(?:确保|督促|力争)?(?P<list>(?:[^、，；：。“”]{3,20}、){1,7}[^、，；：。等“”]{3,20}?)(?:等?\d{0,3}个?项目|等(?:工程|企业|学校))(?=[^，；。、和及的等]{2})"
)
_BETWEEN = re.compile(r"、(?![^（(]{0,30}[）)])")
_MOST_PROJECTS, _SHORTEST_PROJECT = 8, 3
_NO_NAME = re.compile(
    r"每|向|对|将|把|围绕|根据|按照?|充分|利用|具备|针对|结合|通过|依托|以|在|从|由|为|与|各|所有|各类|上述|该|其他|有关|相关|重点|部分|全部|推介|细化|汇总|借鉴|力促|争取|已|动态|要求"
)
"""Words that no name of a project begins with."""
PREDICATE = re.compile(
    r"(?:建成(?:投用)?|投用|投产(?:达效)?|达效|开工(?:建设)?|竣工|完工|加快建设|通车|启用|运行|投入使用|完成|启动|落地|完毕|施工|安装|装饰|提速|达产)$"
)
"""Words that end a clause whose subject comes first: 一汽备品加快建设."""


def projects_in(heading: str, text: str) -> tuple[list[str], str]:
    """Return the projects of a list that one promise is made for, and the promise without them; none: it is one promise."""
    if heading:
        parts = _parts(heading.removesuffix("等"))
        return parts, ""
    match = _LISTED.match(text)
    parts = _parts(match["list"]) if match else []
    return parts, text[match.end() :] if match and parts else ""


def _parts(listed: str) -> list[str]:
    parts = [part for part in _BETWEEN.split(listed) if part]
    is_list = 2 <= len(parts) <= _MOST_PROJECTS and all(_SHORTEST_PROJECT <= len(part) <= 24 for part in parts)
    is_named = "“" not in listed and not _NO_NAME.match(listed) and not START.match(listed)
    is_named = is_named and not any(map(PREDICATE.search, parts))
    return parts if is_list and is_named else []


def project_named(plain: str) -> str:
    """Return the project that a promise names: in quotation marks, or as the subject that it begins with."""
    quoted, named = _QUOTED.search(plain), _NAMED.match(plain)
    if quoted:
        return quoted["name"]
    name = named["name"] if named else ""
    is_phrase = words.VERB.search(name) or START.match(name) or _NO_NAME.match(name)
    return "" if is_phrase or len(name) < _SHORTEST_PROJECT else name
