"""Rule packs: what is shipped, and what is refused."""

import pytest

from zcdash import queries
from zcdash.domain.terms import Light
from zcdash.errors import NotFound, PackInvalid
from zcdash.queries import rule_packs
from zcdash.rules.rule_pack import parse_rule_pack

TEXT = (rule_packs.RULES / "default.toml").read_text(encoding="utf-8")


def test_the_shipped_packs_all_load_and_name_their_source():
    assert queries.rule_packs.packs() == ["default", "sanya", "strict", "wuhan", "yinchuan"]
    assert all(
        queries.rule_packs.pack(name).source and queries.rule_packs.pack(name).id == name
        for name in queries.rule_packs.packs()
    )


@pytest.mark.parametrize("ratio", [-1.0, 0.0, 0.1, 0.5, 0.6, 0.7, 0.8999999999, 0.9, 1.0, 1.1, 99.0])
def test_every_ratio_has_exactly_one_light(ratio):
    assert all(isinstance(queries.rule_packs.pack(name).by_ratio(ratio), Light) for name in queries.rule_packs.packs())


@pytest.mark.parametrize(
    ("found", "put", "says"),
    [
        ('light = "behind"\nfrom = 0.0', 'light = "behind"\nfrom = 0.1', "没有从"),
        ('light = "slipping"\nfrom = 0.9', 'light = "slipping"\nfrom = 1.05', "重叠"),
        ('light = "slipping"\nfrom = 0.9', 'light = "ahead"\nfrom = 0.9', "次序"),
        ('light = "slipping"\nfrom = 0.9', 'light = "red"\nfrom = 0.9', "不认识的灯"),
        ('light = "slipping"\nfrom = 0.9', 'light = "missing"\nfrom = 0.9', "次序"),
        ('name = "周村默认"\n', "", "缺少 name"),
        ("[pack]", "[pack", "TOML"),
        ("[[ratio]]", "[[other]]", "不认识的项：other"),
        ("[precision]", "[precison]", "不认识的项：precison"),
        ("finest_share", "finest", "不认识的项：precision.finest"),
        ("edition = 2", "edition = 3", "edition“3”不认识"),
        ("edition = 2\n", "", "没有写 edition = 2"),
        ("[small_count]\nbelow = 10\nbehind_from = 2\nbehind_share = 0.5\n", "", "缺少 small_count"),
        ("red_share = 0.7", "red_share = 0.95", "red_share 大于 yellow_share"),
        ("red_share = 0.7\n", "", "缺少 red_share"),
        ("red_share = 0.7", "red_share = 70", "应在 0 与 1 之间"),
        ("red_share = 0.7", 'red_share = "七成"', "应是不小于 0 的数"),
        ("red_share = 0.7", "red_share = true", "应是不小于 0 的数"),
        ('rule = "share"', 'rule = "best"', "“best”不认识"),
        ('ratio = ["at_least"]', 'ratio = ["more"]', "“more”不认识"),
        ("finest_share = 0.005", "finest_share = 0.1", "finest_share 大于 widest_share"),
        ("rate_decimals = 1", "rate_decimals = 0.5", "不是小数位数"),
        ("least = 0.5", "least = 0", "least 不是正数"),
        ("[points_by_target]", '[[points]]\nlight = "behind"\n[points_by_target]', "只能"),
    ],
)
def test_a_pack_that_does_not_tile_is_refused_with_the_reason(found, put, says):
    assert found in TEXT
    with pytest.raises(PackInvalid) as refused:
        parse_rule_pack(TEXT.replace(found, put))
    assert says in refused.value.sentence + refused.value.advice


def test_the_default_goes_by_shares_and_the_published_packs_by_the_worst_part():
    default = queries.rule_packs.pack()
    assert (default.by_share, default.red_share, default.yellow_share, default.version) == (True, 0.7, 0.9, "2")
    others = [queries.rule_packs.pack(name) for name in queries.rule_packs.packs()[1:]]
    assert not any(pack.by_share for pack in others)
    assert (others[1].id, others[1].name) == ("strict", "严格")


@pytest.mark.parametrize("name", ["北京", "../default", ""])
def test_a_pack_that_is_not_there_is_named(name):
    with pytest.raises(NotFound):
        queries.rule_packs.pack(name)
