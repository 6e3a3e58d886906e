"""Line breaks of long titles."""

import pytest

from zcdash.rendering.docx.gongwen_title import ROOM, lines, width


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("短标题", ["短标题"]),
        (
            "周村区人民政府关于印发《2017年政府工作报告确定的重点目标任务责任分工》的通知",
            ["周村区人民政府关于印发", "《2017年政府工作报告确定的", "重点目标任务责任分工》的通知"],
        ),
        (
            "关于2017年上半年全区经济社会发展主要指标和重点项目完成情况的督查通报",
            ["关于2017年上半年全区经济社会发展", "主要指标和重点项目完成情况的督查通报"],
        ),
        ("由写的人\n分好的标题", ["由写的人", "分好的标题"]),
    ],
)
def test_a_long_title_breaks_between_words(title, expected):
    assert lines(title) == expected


@pytest.mark.parametrize("title", ["一二三四五六七八九" * 9, "A" * 100, "（" * 50, "的" * 61, "关于" * 30])
def test_any_title_keeps_to_the_line_and_loses_nothing(title):
    found = lines(title)
    assert "".join(found) == title and all(width(line) <= ROOM for line in found)
