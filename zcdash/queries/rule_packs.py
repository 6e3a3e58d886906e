"""Rule packs: the shipped ones, and the one in force."""

from __future__ import annotations

from functools import lru_cache

from zcdash import store
from zcdash.config import RULES
from zcdash.domain.model import Indicator
from zcdash.domain.rounding import exact
from zcdash.domain.terms import Light
from zcdash.errors import NotFound
from zcdash.rules import bands
from zcdash.rules.rule_pack import RulePack, parse_rule_pack
from zcdash.store.ledger import Ledger


@lru_cache
def pack(name: str = "default") -> RulePack:
    """Return a shipped rule pack by its id. Raises NotFound, or PackInvalid where the file is wrong."""
    return parse_rule_pack(pack_text(name))


def pack_text(name: str) -> str:
    """Return the text of a shipped rule pack. Raises NotFound."""
    if name not in packs():
        raise NotFound(f"没有规则包 {name}。", f"现有：{'、'.join(packs())}。")
    return (RULES / f"{name}.toml").read_text(encoding="utf-8")


def adopted(ledger: Ledger) -> str:
    """Return the id of the rule pack in force."""
    return store.settings.setting(ledger, "pack") or "default"


def tolerance(indicator: Indicator, planned: float, name: str) -> float:
    """Return how far from a planned value `about` and `hold` may stay under a pack, in the indicator's own unit."""
    return float(bands.tolerance(indicator, exact(planned), pack(name)))


def slipping_from(name: str = "default") -> float:
    """Return the ratio from which a pack gives slipping rather than behind."""
    return next(b.start for b in pack(name).ratio if b.light is Light.SLIPPING)


@lru_cache
def packs() -> list[str]:
    """Return the ids of the shipped rule packs, the default first."""
    names = (p.stem for p in RULES.glob("*.toml") if "[pack]" in p.read_text(encoding="utf-8"))
    return sorted(names, key=lambda name: (name != "default", name))
