"""The year-end score held against its plain second implementation: points, items counted once, deductions, places."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.oracle import score as oracle
from zcdash.domain.terms import MET, UNIT_KIND_NAME, Basis, Direction, Light, Responsibility
from zcdash.rules.score import ScoredItem, SubmissionRecord, item_score, whole_score
from zcdash.rules.score_file import parse_score
from zcdash.rules.score_part import Part
from zcdash.rules.score_points import scored
from zcdash.rules.score_ranking import Ranked, places

RULES = parse_score((Path(__file__).parents[2] / "data" / "rules" / "score-default.toml").read_text(encoding="utf-8"))
examined = settings(max_examples=400, deadline=None, database=None, derandomize=True)
LOW = (Light.BEHIND, Light.SLIPPING)
COUNTED = (*LOW, Light.ON_TRACK, Light.LATE_DONE, Light.MISSING)
LEFT_OUT = (Light.PENDING, Light.UNDETERMINED, Light.IN_REVIEW)
AMOUNT = st.integers(1, 99_999).map(lambda n: n / 100)
RATIOS = st.sampled_from([Direction.AT_LEAST, Direction.AT_MOST, Direction.ABOUT])
BASES = st.sampled_from([Basis.CUMULATIVE, Basis.QUARTER, Basis.LEVEL, Basis.GROWTH])


def part(code, light, **more):
    return Part(item="1-1", code=code, name=code, light=light, period="2017Q1", **more)


@examined
@given(RATIOS, BASES, AMOUNT, AMOUNT, st.booleans(), st.sampled_from([*LOW, *MET]))
def test_a_number_that_does_not_meet_earns_what_the_oracle_gives_it(direction, basis, planned, actual, falls, light):
    # Growth that should be held down is not worse for being negative; the oracle does not look at its direction.
    actual = -actual if falls and direction is not Direction.AT_MOST else actual
    one = part("a", light, direction=direction, basis=basis, planned=planned, actual=actual)
    exact = Fraction(str(planned)), Fraction(str(actual))
    expected = 1 if light in MET else oracle.number_points(direction.value, basis.value, *exact)
    assert Fraction(scored(one, RULES).earned) == expected


@st.composite
def items(draw):
    """Parts of one item: totals of parts before or after them, one thing in two bases, and some that are left out."""
    codes = "abcdef"[: draw(st.integers(1, 6))]
    parts = []
    for n, code in enumerate(codes):
        light = draw(st.sampled_from((*COUNTED, *LEFT_OUT)))
        others = [c for c in codes if c != code]
        total = draw(st.lists(st.sampled_from(others), unique=True, max_size=3)) if others else []
        same = draw(st.sampled_from(["", *codes[:n]])) if not total else ""
        parts.append(part(code, light, sum_of=tuple(total), same_as=same))
    return parts


@examined
@given(items())
def test_an_item_counts_once_what_the_oracle_counts_once(parts):
    plain = [
        oracle.Scored(code=p.code, points=oracle.light_points(p.light.value), sum_of=p.sum_of, same_as=p.same_as)
        for p in parts
    ]
    expected = oracle.item_points(plain)
    found = item_score("1-1", "事项", parts, RULES)
    assert found.points == (None if expected is None else Decimal(str(float(expected))))
    assert {x.code for x in found.lines} == {p.code for p in oracle.counted_once(plain)}


OUTCOMES = {
    "on_time": SubmissionRecord("2017Q1", True),
    "late": SubmissionRecord("2017Q1", True, 3),
    "missing": SubmissionRecord("2017Q1", False, 3),
    "sent_back": SubmissionRecord("2017Q1", True, 3, unfiled="退回未再报"),
}


@examined
@given(st.lists(st.tuples(st.sampled_from(list(OUTCOMES)), st.integers(0, 3)), max_size=4))
def test_returns_cost_what_the_oracle_takes_off(returns):
    returns = [
        (outcome, 0 if outcome == "missing" else max(times, outcome == "sent_back")) for outcome, times in returns
    ]
    records = [replace(OUTCOMES[outcome], sent_back=times) for outcome, times in returns]
    mine = [ScoredItem("1-1", "事项", Responsibility.LEAD, (part("a", Light.ON_TRACK),))]
    assert Fraction(whole_score("甲", mine, records, RULES).deducted) == oracle.deduction(returns)


UNITS = st.tuples(
    st.sampled_from([k.value for k in UNIT_KIND_NAME]),
    st.integers(8000, 10000).map(lambda n: Decimal(n) / 100),
    st.integers(3, 7),
    st.booleans(),
)


@examined
@given(st.lists(UNITS, max_size=12))
def test_places_are_the_oracles_where_every_distance_counts(units):
    plain = [(f"{n}", kind, Fraction(points), parts, judges) for n, (kind, points, parts, judges) in enumerate(units)]
    expected = oracle.places(plain)
    rows = [
        Ranked(
            name=name,
            group=oracle.PEERS[kind],
            points=Decimal(float(points)).quantize(Decimal("0.01")),
            parts=parts,
            apart="单独计分" if judges else "",
        )
        for name, kind, points, parts, judges in plain
    ]
    found = places(rows, replace(RULES, ranking_least_difference=0))
    for row in rows:
        alone = "没有可以相比的" in found[row.name].why_not
        assert found[row.name].rank == (None if alone else expected[row.name])
