"""Rule packs: what is shipped, and what is refused."""

import pytest

from zcdash import queries
from zcdash.domain.model import Light
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
    ],
)
def test_a_pack_that_does_not_tile_is_refused_with_the_reason(found, put, says):
    assert found in TEXT
    with pytest.raises(PackInvalid) as refused:
        parse_rule_pack(TEXT.replace(found, put))
    assert says in refused.value.sentence


@pytest.mark.parametrize("name", ["北京", "../default", ""])
def test_a_pack_that_is_not_there_is_named(name):
    with pytest.raises(NotFound):
        queries.rule_packs.pack(name)
