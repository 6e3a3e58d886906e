"""Cases of an item's light from the lights of its parts, worked by hand. 达标率 and printed shares stand at the end."""

from __future__ import annotations

from typing import NamedTuple

SHORT = {
    "b": "behind",
    "m": "missing",
    "x": "returned",
    "s": "slipping",
    "r": "in_review",
    "u": "undetermined",
    "p": "pending",
    "l": "late_done",
    "t": "on_track",
    "a": "ahead",
    "n": "none",
}


class ItemCase(NamedTuple):
    """Case. `parts`: (light, kind), kind being key, plain or ongoing. `sources`: places in `parts` that made the default light."""

    rule: str
    parts: tuple[tuple[str, str], ...]
    default: str
    strict: str
    sources: tuple[int, ...] | None = None


def parts(text: str) -> tuple[tuple[str, str], ...]:
    """Read parts: a letter of a light, capital for a key part, followed by ~ for ongoing work, by a number for so many."""
    found: list[tuple[str, str]] = []
    for word in text.split():
        letter, rest = word[0], word[1:]
        kind = "ongoing" if rest.startswith("~") else "key" if letter.isupper() else "plain"
        count = int(rest.lstrip("~") or 1)
        found += [(SHORT[letter.lower()], kind)] * count
    return tuple(found)


def case(rule: str, text: str, default: str, strict: str, sources: tuple[int, ...] | None = None) -> ItemCase:
    return ItemCase(rule, parts(text), SHORT[default], SHORT[strict], sources)


ITEMS = [
    case("item: nothing promised", "n", "n", "n", ()),
    case("item: all on track", "T t t", "t", "t", (0, 1, 2)),
    case("item: one ahead, the rest on track", "A t t", "a", "t", (0,)),
    case("item: ahead needs all on track", "A t9 l", "t", "l"),
    case("item: all ahead", "A2", "a", "a"),
    case("item: what isn't promised is left out", "T n", "t", "t"),
    case("key: one behind is red", "B t20", "b", "b", (0,)),
    case("key: one slipping is yellow", "S t20", "s", "s", (0,)),
    case("key: late is no more than short", "L t20", "t", "l"),
    case("key: a plain part behind is yellow", "b t20", "s", "b", (0,)),
    case("key: a plain part slipping of many isn't seen", "s t9", "t", "s"),
    case("share: 7 of 10 is not red", "b3 t7", "s", "b", (0, 1, 2)),
    case("share: 69 of 100 is red", "b31 t69", "b", "b"),
    case("share: 70 of 100 is yellow", "b30 t70", "s", "b"),
    case("share: one plain part of two is yellow", "b t", "s", "b", (0,)),
    case("share: one plain part of three is yellow", "b t2", "s", "b", (0,)),
    case("share: two of three, one of them behind, is red", "b s t", "b", "b", (0, 1)),
    case("share: two of two, one of them late, is red", "b l", "b", "b", (0, 1)),
    case("share: 9 of 10 is green", "s1 t9", "t", "s"),
    case("share: 8 of 9 is yellow", "s1 t8", "s", "s", (0,)),
    case("share: 89 of 100 is yellow", "l11 t89", "l", "l"),
    case("share: 90 of 100 is green", "l10 t90", "t", "l"),
    case("share: late parts don't meet the plan", "l t3", "l", "l", (0,)),
    case("share: late and slipping", "l s t4", "s", "s", (0, 1)),
    case("share: late parts help a red one", "b l5 t4", "b", "b", (0, 1, 2, 3, 4, 5)),
    case("never worse: a single slipping indicator is yellow", "S", "s", "s", (0,)),
    case("never worse: a single partly done commitment is yellow", "s", "s", "s", (0,)),
    case("never worse: a single late commitment is 补完成", "l", "l", "l", (0,)),
    case("never worse: three numbers, one slipping", "S T2", "s", "s", (0,)),
    case("never worse: half of them slipping", "s5 t5", "s", "s"),
    case("never worse: a single commitment not done is red", "b", "b", "b", (0,)),
    case("never worse: everything late", "l5", "l", "l"),
    case("ongoing: alone and behind is never red", "b~", "s", "b", (0,)),
    case("ongoing: all of it behind is never red", "b~5", "s", "b"),
    case("ongoing: it doesn't tip the share", "b b~5 t9", "s", "b"),
    case("ongoing: red without it is red with it", "b4 b~ t5", "b", "b", (0, 1, 2, 3)),
    case("ongoing: met, it counts for the share", "b t~3", "s", "b"),
    case("ongoing: two of two with an outcome slipping, it behind", "s2 b~", "s", "b"),
    case("ongoing: beside a key part behind", "B b~", "b", "b", (0,)),
    case("unfiled: all missing", "M m2", "m", "m", ()),
    case("unfiled: all in review", "R r", "r", "r", ()),
    case("unfiled: all pending", "P p", "p", "p", ()),
    case("unfiled: all sent back", "X x2", "x", "x", ()),
    case("unfiled: missing beside sent back", "X m", "m", "m", ()),
    case("unfiled: sent back beside in review", "R x", "x", "x", ()),
    case("unfiled: the filed half decides, the other sent back", "T x", "t", "x", (0,)),
    case("严格: sent back before slipping", "S x", "s", "x"),
    case("unfiled: missing beside in review", "M r", "m", "m", ()),
    case("unfiled: in review beside what is due later", "R p", "r", "r", ()),
    case("unfiled: missing beside what is due later", "M p", "m", "m", ()),
    case("unfiled: the filed half decides, green", "T m", "t", "m", (0,)),
    case("unfiled: the filed half decides, red", "B m", "b", "b", (0,)),
    case("unfiled: the filed half decides, ahead", "A r", "a", "r", (0,)),
    case("unfiled: a key part missing doesn't hide the rest", "M t", "t", "m", (1,)),
    case("unfiled: shares are of what is filed", "b2 t3 m7", "b", "b", (0, 1)),
    case("undetermined: alone", "U", "u", "u", (0,)),
    case("undetermined: beside judged parts it doesn't count", "U T", "t", "u", (1,)),
    case("undetermined: beside missing ones", "U m", "u", "m", (0,)),
    case("undetermined: it isn't short", "u5 t5", "t", "u"),
    case("严格: missing before slipping", "S m", "s", "m"),
    case("严格: slipping before in review", "S r", "s", "s"),
    case("严格: in review before undetermined", "U r", "u", "r"),
    case("严格: undetermined before pending", "U p", "u", "u"),
    case("严格: pending before late", "l p", "l", "p"),
    case("严格: late before on track", "t l", "l", "l"),
]

RATES: list[tuple[str, str, tuple[int, int]]] = [
    ("rate: ahead and on track meet", "a t", (2, 2)),
    ("rate: slipping, behind, late, missing and sent back don't", "a t s b l m x", (2, 7)),
    ("rate: none, pending, in review and undetermined aren't counted", "t n p r u", (1, 1)),
    ("rate: nothing can be judged", "n p r u", (0, 0)),
    ("rate: nothing at all", "", (0, 0)),
]

ROUNDED: list[tuple[str, int, str]] = [
    ("12210/120", 1, "101.8"),
    ("20070/200", 1, "100.4"),
    ("7699.45", 1, "7699.5"),
    ("100*7/19", 1, "36.8"),
    ("100*3/9", 1, "33.3"),
    ("100*2/6", 1, "33.3"),
    ("100*2/7", 1, "28.6"),
    ("100*5/13", 1, "38.5"),
    ("100*2/12", 1, "16.7"),
    ("100*1/8", 1, "12.5"),
    ("100*1/16", 1, "6.3"),
    ("100*3/16", 1, "18.8"),
    ("100", 1, "100.0"),
    ("0", 1, "0.0"),
    ("0.05", 1, "0.1"),
    ("0.04999", 1, "0.0"),
    ("-0.25", 1, "-0.3"),
    ("-0.04", 1, "0.0"),
    ("2.675", 2, "2.68"),
    ("0.285", 2, "0.29"),
    ("1.005", 2, "1.01"),
    ("99.95", 1, "100.0"),
    ("99.94", 1, "99.9"),
    ("2.5", 0, "3"),
    ("3.5", 0, "4"),
    ("-2.5", 0, "-3"),
    ("0.87654", 4, "0.8765"),
    ("0.87655", 4, "0.8766"),
]

SHARES: list[tuple[list[int], list[str], bool]] = [
    ([81, 32, 12, 2], ["63.8", "25.2", "9.4", "1.6"], False),
    ([1, 1, 1], ["33.3", "33.3", "33.3"], True),
    ([2, 2, 2, 1], ["28.6", "28.6", "28.6", "14.3"], True),
    ([1, 0], ["100.0", "0.0"], False),
    ([], [], False),
    ([0, 0], [], False),
]
