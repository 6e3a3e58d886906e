"""评定规则: rule packs in words, the items that another pack changes, and the rule that every light links to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.helpers import PLAN
from zcdash import queries
from zcdash.domain.assessment import Assessment, Cause, CauseCode, Override
from zcdash.domain.terms import Light, State
from zcdash.queries.rule_texts import parse_rules, rule_texts
from zcdash.rendering.html import cards
from zcdash.rendering.html.items import part_list
from zcdash.rendering.rule_links import OVERRIDE, anchor, rule_links
from zcdash.rendering.rule_settings import settings
from zcdash.rules.lights import RANK

DOCUMENT = """# 评定规则

## 一、指标

<a id="bands"></a>
### 1. 按完成率分档
超过一成为超进度。

- 例：110。

## 二、节点

<a id="due"></a>
### 2. 到期
到期才评。

# Rules of rating

<a id="english"></a>
### 3. Not shown
"""


def said(pack: str) -> dict[str, str]:
    return dict(settings(queries.rule_packs.pack(pack)))


def test_every_setting_of_a_pack_is_said_in_words():
    default = said("default")
    assert default["按完成率分档"] == "110% 及以上超进度，100% 及以上达进度，90% 及以上欠进度，再低为严重滞后"
    assert "0.5 个百分点与计划的 10%" in default["按百分点分档"] and "0.5%" in default["按所印精度比"]
    assert "70%" in default["事项"] and "90%" in default["事项"] and "不到 10 的个数：少 2 个" in default["小数目"]
    assert default["能评超进度的"].startswith("按完成率的：不低于；")
    strict = said("strict")
    assert "取最差的部分" in strict["事项"]
    exact = replace(queries.rule_packs.pack("default"), precision=None)
    assert dict(settings(exact))["按所印精度比"].startswith("不按")
    assert "-2" in strict["按百分点分档"] and "90% 以上达进度" in said("yinchuan")["按完成率分档"]


OTHER = {
    "red_share": 0.65,
    "tolerance_points": 0.4,
    "tolerance_share": 0.03,
    "small_count": None,
    "precision": None,
    "ratio": queries.rule_packs.pack("wuhan").ratio,
}


@pytest.mark.parametrize("field", OTHER)
def test_a_changed_setting_changes_its_words(field):
    pack = queries.rule_packs.pack("default")
    assert settings(replace(pack, **{field: OTHER[field]})) != settings(pack)


def test_another_pack_names_the_items_that_change_with_both_reasons(ledger, file_submission):
    file_submission("区统计局", "2017Q1", {"1-1a": 6.9})
    results = queries.pack_comparison.by_pack(ledger, PLAN, "2017Q1", ("default", "strict"))
    assert not results["default"].changed
    before, after = results["strict"].changed["1-1"]
    assert (before.light, after.light) == (Light.BEHIND, Light.SLIPPING)
    assert "6.9%" in before.reason and "6.9%" in after.reason
    assert all(a.light is not b.light for a, b in results["strict"].changed.values())
    assert sum(results["strict"].counts.values()) == 127


def test_the_rules_of_the_document_have_anchor_part_head_and_text():
    rules = parse_rules(DOCUMENT)
    assert [(r.anchor, r.part, r.title) for r in rules] == [
        ("bands", "一、指标", "1. 按完成率分档"),
        ("due", "二、节点", "2. 到期"),
    ]
    assert rules[0].text == "超过一成为超进度。\n\n- 例：110。\n\n"


def test_every_light_links_to_a_rule_that_the_document_has():
    anchors = {anchor(Cause(code=code)) for code in CauseCode}
    anchors |= {anchor(Cause(code=CauseCode.FIGURES, ratio=0.5)), OVERRIDE}
    anchors |= {anchor(Cause(code=CauseCode.FIGURES, made_good_in="2017Q2"))}
    anchors |= {anchor(Cause(code=CauseCode.PROGRESS, closed_as=State.NOT_DONE))}
    assert anchors <= {rule.anchor for rule in rule_texts()}
    assert all(anchors)


def test_a_verdict_links_to_its_rule_and_an_override_to_its_own_first():
    cause = Cause(code=CauseCode.WORST_PART)
    decided = Assessment(light=Light.ON_TRACK, cause=cause, override=Override("周督查", "特批"))
    assert [address for _, address in rule_links(decided)] == ["rules?rule=override", "rules?rule=item"]
    late = Assessment(
        light=Light.MISSING, cause=Cause(code=CauseCode.UNFILED, deadline=date(2017, 4, 5)), reason="未报"
    )
    assert 'href="rules?rule=unfiled"' in cards.verdict(late)


def test_a_key_commitment_is_marked_and_what_only_the_year_plans_is_for_reference(ledger, plan, file_submission):
    file_submission("区经信局", "2017Q1", {"13-5a": 3})
    item = queries.standing.year(ledger, PLAN)["2017Q1"].items["13-5"]
    first = item.commitments[0]
    marked = replace(first, commitment=replace(first.commitment, key=True))
    order = tuple(RANK)
    plain = part_list([replace(item, commitments=())], plan, "2017Q1", {}, order)
    assert "重点节点" not in plain and "全年 10 家" in plain and "30.0%（参考）" in plain
    assert part_list([replace(item, commitments=(marked,))], plan, "2017Q1", {}, order).count("重点节点") == 1
