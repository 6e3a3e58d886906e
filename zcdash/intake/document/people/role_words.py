"""Words and signs of a printed list of those responsible: labels, roles, separators, notes."""

from __future__ import annotations

import re

_LEADING = "牵头|主办|主责|主管|总牵头"
_SUPPORTING = "配合|协助|协办|参与|参加|协同|会办"
_NEUTRAL = "责任|承办|落实|分管|包保|包联|联系"
_OFFICE = "单位|部门|科室|处室|股室|[县区市]级?领导|领导|区长|县长|市长|镇长|人|同志"
_AFTER = "(?:[::]|(?<=[位门室])[为是]?(?=[省市区县][一-鿿]))"
LABEL = re.compile(
    rf"(?P<data>数据(?:来源|提供)(?:{_OFFICE})?)[::]"
    rf"|(?:(?P<lead>{_LEADING})|(?P<support>{_SUPPORTING})|{_NEUTRAL})(?:{_OFFICE})(?:(?:和|及|、)(?:{_OFFICE}))?{_AFTER}"
    rf"|(?:(?P<lead_only>{_LEADING})|(?P<support_only>{_SUPPORTING})|责任)[::]"
)
"""Label before names, or before who supplies the figures."""
WORD = re.compile(
    rf"(?P<lead>(?:分别|共同|联合)?(?:{_LEADING})(?:负责|落实)?|会同)"
    rf"|(?P<support>(?:积极|共同|分别)?(?:{_SUPPORTING})(?:落实|做好)?)"
    r"|(?P<neutral>(?:按照?(?:各自)?职责(?:分工)?)?(?:分别|共同|具体|分工)?(?:负责|落实)(?:组织实施|实施|推进|办理|落实)?|按照?(?:各自)?职责分工)"
)
"""Word behind names."""
ENDS = "、,;。.()|/"
STARS = tuple("★☆*▲●")
"""Signs that mark a name where type cannot."""
GROUP_ENDS = ",;。"
SEPARATOR = re.compile(
    r"[、,;。|/]|\.(?![0-9A-Za-z一-鿿])|(?<=[局办委府部会心室队司院门位处])(?:以及|和|及|与)(?=[区市县省各镇周有经])"
)
FIRST_LEADS = re.compile(r"(?:列|排)(?:在)?(?:第一位|首位|第一)|第一个(?:单位|部门)为牵头|首个(?:单位|部门)为牵头")
NO_NAME = re.compile(r"(?:第一位|首位|下同|其他部门|无牵头|职责|分工负责|黑体|加粗|排名|不分先后)")
SUPPORT_BRACKET = re.compile(rf"\((?=[^()]{{2,60}}(?:{_SUPPORTING})\))(?!(?:{_SUPPORTING}))")
"""Bracket behind a unit with those that support it: （县财政局配合）."""
NOTE = re.compile(rf"\((?:(?P<lead>(?:{_LEADING})(?:{_OFFICE})?)|(?P<support>(?:{_SUPPORTING})(?:{_OFFICE})?))\)")
DATA_NOTE = re.compile(r"\((?:数据(?:来源|提供|由)|来源|数据)(?:单位|部门)?:?")
GROUPED = re.compile(r"[^、,，]{0,12}(?:部门|各级)$")
