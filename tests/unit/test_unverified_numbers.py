"""How numbers are found in what the office typed, and how pieces print them."""

from datetime import date

import pytest

from zcdash.domain.document import Cited, day, joined, number, plain_text, share
from zcdash.queries.bulletin.material import quoted, tight
from zcdash.queries.bulletin.unverified_numbers import numbers


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("达进度80项，占62.2%", [(80, "项"), (62.2, "%")]),
        ("187,850万元", [(187850, "万元")]),
        ("８０．５天", [(80.5, "天")]),
        ("三项", [(3, "项")]),
        ("一百二十七项", [(127, "项")]),
        ("十二个单位", [(12, "个")]),
        ("两成", [(2, "成")]),
        ("2017年7月5日", [(2017, "年"), (7, "月"), (5, "日")]),
        ("少1.2个百分点", [(1.2, "个百分点")]),
        ("12-5", [(12, ""), (5, "")]),
        ("三季度、一、总体情况", []),
        ("", []),
    ],
)
def test_numbers_are_found_with_what_they_count(text, found):
    assert [typed for typed, _ in numbers(text)] == found


def test_pieces_print_as_documents_write():
    fifth = date(2017, 7, 5)
    pieces = (
        "计划",
        number("p", 187850.5, "万元"),
        "，占",
        share("s", 0, 127),
        "，",
        day("d", fifth),
        day("d", fifth, False),
    )
    assert plain_text(pieces) == "计划187850.5万元，占0.0%，2017年7月5日7月5日"
    assert plain_text(joined([("甲",), (Cited("k", "乙"),)])) == "甲、乙" and joined([]) == ()


def test_a_units_words_are_kept_but_for_their_ends_and_the_benchs_blanks():
    assert quoted(" 资金 没到位。\n另有 3 户；") == "资金 没到位。 另有 3 户"
    assert quoted("长" * 200, 10) == "长" * 9 + "…"
    assert tight("计划 137 天，实际 -1.5%，少 17 天（87.6%）") == "计划137天，实际-1.5%，少17天（87.6%）"
    assert tight("3 km road") == "3 km road"
