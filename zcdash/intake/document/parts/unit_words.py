"""Units of quantities as offices print them: counters, measures, shares; their scales and their other spellings."""

from __future__ import annotations

import re

COUNTERS = (
    "批次",
    *(
        "户次",
        "人次",
        "场次",
        "班次",
        "架次",
        "人",
        "名",
        "位",
        "户",
        "家",
        "个",
        "处",
        "座",
        "所",
        "项",
        "件",
        "条",
        "辆",
    ),
    *(
        "台套",
        "台",
        "套",
        "部",
        "场",
        "次",
        "期",
        "只",
        "头",
        "株",
        "棵",
        "张",
        "册",
        "本",
        "篇",
        "批",
        "间",
        "栋",
        "幢",
        "根",
        "盏",
    ),
    *(
        "对",
        "天",
        "宗",
        "起",
        "支",
        "村",
        "床",
        "块",
        "枚",
        "杆",
        "艘",
        "门",
        "页",
        "例",
        "口",
        "眼",
        "款",
        "羽",
        "尾",
        "笔",
        "片",
        "剂次",
        "车次",
        "趟",
    ),
)
"""Words that count single things; 万 and 亿 may stand before them."""
MEASURES = (
    *(
        "亿美元",
        "万美元",
        "美元",
        "亿元",
        "万元",
        "千元",
        "元",
        "平方公里",
        "平方千米",
        "平方米",
        "立方米",
        "平米",
        "公里",
        "千米",
    ),
    *(
        "米",
        "m2",
        "km2",
        "km",
        "公顷",
        "亩",
        "吨标准煤",
        "吨标煤",
        "吨",
        "公斤",
        "克",
        "千克",
        "千瓦时",
        "千瓦",
        "兆瓦",
        "kw",
        "kW",
    ),
    *(
        "KW",
        "MW",
        "微克/立方米",
        "微克每立方米",
        "微克",
        "μg/m3",
        "ug/m3",
        "毫克/升",
        "小时",
        "分钟",
        "标箱",
        "分",
        "斤",
        "延米",
        "蒸吨",
        "学时",
    ),
    *("/10万", "/100万", "/万"),
)
LENGTHS_AND_AREAS = frozenset(("平方公里", "平方米", "立方米", "公里", "米", "公顷", "亩"))
SHARES = ("%", "‰", "个百分点", "百分点")
_FRACTIONS = ("天", "张", "床", "只")
"""Counters of which a plan has parts: 每千人6.5张床位."""
WHOLE = frozenset(COUNTERS) - frozenset(_FRACTIONS)
UNIT = "|".join(map(re.escape, sorted({*COUNTERS, *MEASURES, *SHARES}, key=len, reverse=True)))
_COUNT = "|".join(sorted(WHOLE, key=len, reverse=True))
NUMBERING = re.compile(
    rf"(?<![^;。!])(?P<number>[0-9]{{1,2}})\.(?P<count>[0-9]{{1,6}})(?=[余多]?(?:{_COUNT})(?!百分点))"
)
"""Number, point and figures before a whole count at the beginning of a point: 2.100人 is point 2, 3.2件 may be a number."""
SCALES = {"百": 100.0, "千": 1000.0, "百万": 1e6, "千万": 1e7}
SAME_UNITS = {
    **{
        "m2": "平方米",
        "km2": "平方公里",
        "平方千米": "平方公里",
        "千米": "公里",
        "km": "公里",
        "百分点": "%",
        "个百分点": "%",
    },
    **{
        "名": "人",
        "位": "人",
        "kw": "kW",
        "KW": "kW",
        "吨标煤": "吨标准煤",
        "微克每立方米": "微克/立方米",
        "ug/m3": "微克/立方米",
    },
    "μg/m3": "微克/立方米",
}
