"""Cases of one number against one planned value, worked by hand. Each edge stands with its neighbours."""

from __future__ import annotations

from typing import NamedTuple


class Value(NamedTuple):
    """Case. Numbers as printed and reported; `ratio` as a fraction in text, empty where the rule has none."""

    rule: str
    planned: str
    actual: str
    light: str
    ratio: str = ""
    direction: str = "at_least"
    basis: str = "cumulative"
    unit: str = "万元"
    tolerance: str | None = None
    baseline: str | None = None
    upper: str | None = None
    strict: bool = False
    pack: str = "default"


def at_most(rule: str, planned: str, actual: str, light: str, ratio: str = "", **more: str) -> Value:
    return Value(rule, planned, actual, light, ratio, direction="at_most", **more)


def about(rule: str, planned: str, actual: str, light: str, **more: str) -> Value:
    return Value(rule, planned, actual, light, direction="about", **more)


def growth(rule: str, planned: str, actual: str, light: str, **more: str) -> Value:
    return Value(rule, planned, actual, light, **{"basis": "growth", "unit": "%", **more})


def hold(rule: str, baseline: str | None, actual: str, light: str, **more: str) -> Value:
    return Value(rule, "", actual, light, direction="hold", baseline=baseline, **more)


def rank(planned: str, actual: str, light: str, **more: str) -> Value:
    return Value("rank", planned, actual, light, basis="rank", unit="名", **more)


AT_LEAST = [
    Value("at_least: met exactly", "1000", "1000", "on_track", "1"),
    Value("at_least: half a percent short still meets", "1000", "995", "on_track", "995/1000"),
    Value("at_least: just beyond half a percent", "1000", "994.9", "slipping", "9949/10000"),
    Value("at_least: nine tenths is slipping", "1000", "900", "slipping", "9/10"),
    Value("at_least: below nine tenths is behind", "1000", "899.9", "behind", "8999/10000"),
    Value("at_least: a tenth over is ahead", "1000", "1100", "ahead", "11/10"),
    Value("at_least: just below a tenth over", "1000", "1099.9", "on_track", "10999/10000"),
    Value("at_least: nothing done", "1000", "0", "behind", "0"),
    Value("at_least: DESIGN's example", "137", "120", "behind", "120/137", unit="天"),
    Value("at_least: a share goes by ratio", "90", "81", "slipping", "9/10", basis="level", unit="%"),
    Value("at_least: a share below", "90", "80.9", "behind", "809/900", basis="level", unit="%"),
    Value("at_least: a share cannot be ahead of 100", "100", "100", "on_track", "1", basis="level", unit="%"),
    Value("at_least: a share of 50 can be ahead", "50", "55", "ahead", "11/10", basis="level", unit="%"),
]

PRINTED = [
    Value("as printed: 16.98 of 17 km", "17", "16.98", "on_track", "1698/1700", unit="公里"),
    Value("as printed: one half goes up", "17", "16.5", "on_track", "165/170", unit="公里"),
    Value("as printed: just below one half", "17", "16.49", "slipping", "1649/1700", unit="公里"),
    Value("as printed: one decimal", "4.3", "4.25", "on_track", "425/430", unit="亿元"),
    Value("as printed: one decimal, just below", "4.3", "4.249", "slipping", "4249/4300", unit="亿元"),
    Value("as printed: two decimals are finer than 0.5 %", "14.43", "14.36", "on_track", "1436/1443", unit="亿元"),
    Value("as printed: two decimals, beyond 0.5 %", "14.43", "14.35", "slipping", "1435/1443", unit="亿元"),
    Value("as printed: a trailing zero isn't kept", "8.0", "7.6", "on_track", "76/80", unit="亿元"),
    Value("as printed: never more than 5 % short", "8", "7.6", "on_track", "76/80", unit="亿元"),
    Value("as printed: it prints as 8 and is more than 5 % short", "8", "7.59", "slipping", "759/800", unit="亿元"),
    at_most("as printed: at_most rounds down below one half", "6.53", "6.5349", "on_track", unit="‰"),
    at_most("as printed: at_most, half a percent over", "8.7", "8.7435", "on_track", unit="‰"),
    at_most("as printed: at_most, as printed is coarser", "8.7", "8.749", "on_track", unit="‰"),
    at_most("as printed: at_most, one half goes up", "8.7", "8.75", "slipping", unit="‰"),
    growth("as printed: growth has one decimal at least", "8", "7.95", "on_track"),
    growth("as printed: growth printed whole, just below", "8", "7.949", "slipping"),
    growth("as printed: growth printed whole, prints as 8 without a decimal", "8", "7.5", "slipping"),
    growth("as printed: growth of a small target, 5 % short", "1", "0.95", "on_track"),
    growth("as printed: growth of a small target, more", "1", "0.949", "slipping"),
    Value("as printed: a share has one decimal at least", "10", "9.95", "on_track", "199/200", basis="level", unit="%"),
    Value("as printed: a share printed whole, below", "10", "9.94", "slipping", "994/1000", basis="level", unit="%"),
    Value("as printed: a share of 5", "5", "4.95", "on_track", "99/100", basis="level", unit="%"),
    Value("as printed: a share of 5, just below", "5", "4.949", "slipping", "4949/5000", basis="level", unit="‰"),
    growth("as printed: growth with a decimal", "8.5", "8.45", "on_track"),
    growth("as printed: growth with a decimal, just below", "8.5", "8.449", "slipping"),
    Value("as printed: it decides meeting only, not slipping", "1000", "899.99", "behind", "89999/100000"),
    Value("as printed: nor ahead", "20", "21.99", "on_track", "2199/2000", unit="公里"),
    Value("as printed: one kilometre, 5 % short", "1", "0.95", "on_track", "95/100", unit="公里"),
    Value("as printed: one kilometre, more", "1", "0.949", "slipping", "949/1000", unit="公里"),
    Value("as printed: half of it isn't met", "1", "0.5", "behind", "1/2", unit="公里"),
    at_most("as printed: at_most, 5 % over", "2", "2.1", "on_track", "190/200", unit="公里"),
    at_most("as printed: at_most, more", "2", "2.11", "slipping", "189/200", unit="公里"),
]

AT_MOST = [
    at_most("at_most: met exactly", "400", "400", "on_track", "1"),
    at_most("at_most: half a percent over still meets", "400", "402", "on_track", "398/400"),
    at_most("at_most: just beyond", "400", "402.1", "slipping", "3979/4000"),
    at_most("at_most: a tenth over is slipping", "400", "440", "slipping", "9/10"),
    at_most("at_most: more is behind", "400", "440.1", "behind", "3599/4000"),
    at_most("at_most: twice the plan", "400", "800", "behind", "0"),
    at_most("at_most: far below is never ahead", "400", "100", "on_track", "7/4"),
    at_most("at_most: a planned zero goes by the gap", "0", "0", "on_track", unit="起"),
    at_most("at_most: one over zero", "0", "1", "behind", unit="起"),
    at_most("at_most: 5 % of zero is nothing", "0", "0.04", "slipping"),
    at_most("at_most: half over zero prints as one", "0", "0.5", "slipping"),
]

ABOUT = [
    about("about: 2 % of a value", "1000", "980", "on_track"),
    about("about: just beyond 2 %", "1000", "979.9", "slipping"),
    about("about: never ahead", "1000", "2000", "on_track"),
    about("about: slipping down to nine tenths", "1000", "900", "slipping"),
    about("about: below", "1000", "899.9", "behind"),
    about("about: a share has half a point", "95.00", "94.5", "on_track", basis="level", unit="%"),
    about("about: a share, half a percent is finer", "95", "94.49", "slipping", basis="level", unit="%"),
    about("about: its own tolerance, in its own unit", "1000", "950", "on_track", tolerance="50"),
    about("about: just beyond its own", "1000", "949.9", "slipping", tolerance="50"),
    about("about: its own may be finer, never below 0.5 %", "1000", "995", "on_track", tolerance="0"),
    about("about: its own finer than 0.5 %, beyond", "1000", "994.9", "slipping", tolerance="0"),
    growth("about: growth has half a point", "12.0", "11.5", "on_track", direction="about"),
    growth("about: growth, just beyond", "12.0", "11.49", "slipping", direction="about"),
    growth("about: tolerance and printing don't add up", "12.5", "12", "on_track", direction="about"),
    growth("about: nor the other way", "12.5", "11.99", "slipping", direction="about"),
    growth("about: growth is never ahead", "12", "20", "on_track", direction="about"),
]

GROWTH = [
    growth("growth: met exactly", "8.5", "8.5", "on_track"),
    growth("growth: GDP 6.0 against 8 is behind", "8", "6.0", "behind", direction="about"),
    growth("growth: down to a tenth of the target", "8.5", "7.65", "slipping"),
    growth("growth: below it", "8.5", "7.649", "behind"),
    growth("growth: up a tenth of the target", "8.5", "9.35", "ahead"),
    growth("growth: just below it", "8.5", "9.349", "on_track"),
    growth("growth: 15 has a point and a half", "15", "13.5", "slipping"),
    growth("growth: 15, below", "15", "13.49", "behind"),
    growth("growth: 15, ahead", "15", "16.5", "ahead"),
    growth("growth: 5.0 is where the half point ends", "5.0", "4.5", "on_track", direction="about"),
    growth("growth: a small target has half a point", "2.1", "1.6", "slipping"),
    growth("growth: a small target, below", "2.1", "1.59", "behind"),
    growth("growth: a small target, ahead", "2.1", "2.6", "ahead"),
    growth("growth: 5 % of a planned zero is nothing", "0", "-0.04", "slipping"),
    growth("growth: a planned zero, half a point below", "0", "-0.5", "slipping"),
    growth("growth: a planned zero, further below", "0", "-0.51", "behind"),
    growth("growth: negative, met", "-3.2", "-3.2", "on_track"),
    growth("growth: negative, half a point below", "-3.2", "-3.7", "slipping"),
    growth("growth: negative, further below", "-3.2", "-3.71", "behind"),
    growth("growth: at_most, met", "3.5", "3.5", "on_track", direction="at_most"),
    growth("growth: at_most, half a point over", "3.5", "4", "slipping", direction="at_most"),
    growth("growth: at_most, more", "3.5", "4.01", "behind", direction="at_most"),
    growth("growth: at_most, half a point under is ahead", "3.5", "3", "ahead", direction="at_most"),
    Value("points: a planned value below zero, any basis", "-20", "-22", "slipping", basis="level"),
    Value("points: a planned value below zero, behind", "-20", "-22.1", "behind", basis="level"),
    Value("points: a planned value below zero, ahead", "-20", "-18", "ahead", basis="level"),
]

HOLD = [
    hold("hold: the baseline", "500", "500", "on_track"),
    hold("hold: 2 % below", "500", "490", "on_track"),
    hold("hold: just beyond", "500", "489.9", "slipping"),
    hold("hold: nine tenths", "500", "450", "slipping"),
    hold("hold: below", "500", "449.9", "behind"),
    hold("hold: never ahead", "500", "900", "on_track"),
    hold("hold: its own tolerance is a share", "500", "475", "on_track", tolerance="0.05"),
    hold("hold: beyond its own", "500", "474.9", "slipping", tolerance="0.05"),
    hold("hold: without a baseline", None, "500", "undetermined"),
]


def within(rule: str, actual: str, light: str, ratio: str = "") -> Value:
    return Value(rule, "200", actual, light, ratio, direction="within", upper="400", unit="亩")


WITHIN = [
    within("within: lower end", "200", "on_track", "1"),
    within("within: upper end", "400", "on_track", "1"),
    within("within: half a percent below", "199", "on_track", "199/200"),
    within("within: below that", "198.9", "slipping", "1989/2000"),
    within("within: half a percent above", "402", "on_track", "398/400"),
    within("within: above that", "402.1", "slipping", "3979/4000"),
    within("within: a tenth below", "180", "slipping", "9/10"),
    within("within: more below", "179.9", "behind", "1799/2000"),
    within("within: a tenth above", "440", "slipping", "9/10"),
    within("within: more above", "440.1", "behind", "3599/4000"),
    Value("within: as printed, below", "2", "1.9", "on_track", "19/20", direction="within", upper="4", unit="公里"),
    Value(
        "within: as printed, just below that",
        "2",
        "1.89",
        "slipping",
        "189/200",
        direction="within",
        upper="4",
        unit="公里",
    ),
    Value("within: as printed, above", "2", "4.2", "on_track", "19/20", direction="within", upper="4", unit="公里"),
    Value("within: as printed, more", "2", "4.21", "slipping", "379/400", direction="within", upper="4", unit="公里"),
]


def strict(rule: str, planned: str, actual: str, light: str, ratio: str = "", **more: str) -> Value:
    return Value(f"strict: {rule}", planned, actual, light, ratio, strict=True, unit="%", **more)


STRICT = [
    strict("the bound itself", "20", "20", "slipping", "1"),
    strict("beyond it", "20", "20.01", "on_track", "2001/2000"),
    strict("not as printed", "20", "19.96", "slipping", "499/500"),
    strict("nor within half a percent", "20", "19.9", "slipping", "199/200"),
    strict("ahead all the same", "20", "22", "ahead", "11/10"),
    strict("behind", "20", "17.9", "behind", "179/200"),
    strict("the bound itself, where green begins below it", "20", "20", "on_track", "1", pack="yinchuan"),
    strict("at_most: the bound itself", "5", "5", "slipping", "1", direction="at_most"),
    strict("at_most: below it", "5", "4.99", "on_track", "501/500", direction="at_most"),
    strict("growth: the bound itself", "8", "8", "slipping", basis="growth"),
    strict("growth: beyond it", "8", "8.1", "on_track", basis="growth"),
]

COUNTS = [
    Value("count: one of one", "1", "1", "on_track", "1", unit="个"),
    Value("count: none of one", "1", "0", "behind", "0", unit="个"),
    Value("count: one of two is half", "2", "1", "behind", "1/2", unit="所"),
    Value("count: two of three", "3", "2", "slipping", "2/3", unit="家"),
    Value("count: one of three", "3", "1", "behind", "1/3", unit="家"),
    Value("count: three of four", "4", "3", "slipping", "3/4", unit="处"),
    Value("count: two of four", "4", "2", "behind", "1/2", unit="处"),
    Value("count: eight of nine", "9", "8", "slipping", "8/9", unit="座"),
    Value("count: seven of nine", "9", "7", "behind", "7/9", unit="座"),
    Value("count: nine of ten goes by ratio", "10", "9", "slipping", "9/10", unit="个"),
    Value("count: eight of ten goes by ratio", "10", "8", "behind", "8/10", unit="个"),
    Value("count: one more than nine is ahead", "9", "10", "ahead", "10/9", unit="座"),
    Value("count: one more than ten is ahead", "10", "11", "ahead", "11/10", unit="个"),
    Value("count: kilometres aren't counted", "4", "3", "behind", "3/4", unit="公里"),
    Value("count: a planned fraction isn't counted", "4.5", "3.5", "behind", "7/9", unit="个"),
    at_most("count: one over is slipping", "3", "4", "slipping", "2/3", unit="起"),
    at_most("count: two over is behind", "5", "7", "behind", "3/5", unit="起"),
    at_most("count: one over two is half", "2", "3", "behind", "1/2", unit="起"),
    about("count: about five, one short", "5", "4", "slipping", unit="项"),
    about("count: about five, two short", "5", "3", "behind", unit="项"),
    Value("count: a share below ten isn't one", "5", "4.4", "behind", "44/50", basis="level", unit="%"),
]

RANKS = [
    rank("3", "3", "on_track"),
    rank("3", "1", "on_track"),
    rank("3", "4", "slipping"),
    rank("3", "5", "behind"),
    rank("1", "1", "on_track"),
    rank("1", "2", "slipping"),
    rank("1", "3", "behind"),
    rank("3", "4", "slipping", direction="at_most"),
]

PACKS = [
    Value("银川: 10 points under is yellow", "1000", "900", "slipping", pack="yinchuan"),
    Value("银川: just less isn't", "1000", "900.1", "on_track", pack="yinchuan"),
    Value("银川: 30 points under is yellow", "1000", "700", "slipping", pack="yinchuan"),
    Value("银川: more is red", "1000", "699.9", "behind", pack="yinchuan"),
    Value("武汉: 80 % isn't yellow", "1000", "800", "on_track", pack="wuhan"),
    Value("武汉: below it is", "1000", "799.9", "slipping", pack="wuhan"),
    Value("武汉: 60 % isn't red", "1000", "600", "slipping", pack="wuhan"),
    Value("武汉: below it is", "1000", "599.9", "behind", pack="wuhan"),
    Value("武汉: a small count isn't judged harder", "5", "4", "on_track", unit="个", pack="wuhan"),
    Value("三亚: half is yellow", "1000", "500", "slipping", pack="sanya"),
    Value("三亚: below half is red", "1000", "499.9", "behind", pack="sanya"),
    Value("三亚: just below the plan is yellow", "1000", "994.9", "slipping", pack="sanya"),
    growth("严格: two points under are yellow", "8.5", "6.5", "slipping", pack="strict"),
    growth("严格: more is red", "8.5", "6.49", "behind", pack="strict"),
    growth("严格: a point over is ahead", "8.5", "9.5", "ahead", pack="strict"),
    growth("严格: less isn't", "8.5", "9.49", "on_track", pack="strict"),
]

VALUES = [*AT_LEAST, *PRINTED, *AT_MOST, *ABOUT, *GROWTH, *HOLD, *WITHIN, *STRICT, *COUNTS, *RANKS, *PACKS]
