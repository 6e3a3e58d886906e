"""zcdash.queries.rule_packs."""

from __future__ import annotations

from functools import lru_cache

from zcdash import store
from zcdash.config import RULES
from zcdash.domain.model import Light
from zcdash.errors import NotFound
from zcdash.rules.rule_pack import RulePack, parse_rule_pack
from zcdash.store.ledger import Ledger


@lru_cache
def pack(name: str = "default") -> RulePack:
    """A shipped rule pack by its id. Raises Unknown, or PackInvalid where the file is wrong."""
    return parse_rule_pack(pack_text(name))


def pack_text(name: str) -> str:
    """A shipped rule pack as its file says it. Raises Unknown."""
    if name not in packs():
        raise NotFound(f"没有规则包 {name}。", f"现有：{'、'.join(packs())}。")
    return (RULES / f"{name}.toml").read_text(encoding="utf-8")


def adopted(ledger: Ledger) -> str:
    """The id of the rule pack that the office works by."""
    return store.settings.setting(ledger, "pack") or "default"


def slipping_from(name: str = "default") -> float:
    """The ratio from which a pack calls a figure slipping rather than behind."""
    return next(b.start for b in pack(name).ratio if b.light is Light.SLIPPING)


@lru_cache
def packs() -> list[str]:
    """The ids of the shipped rule packs, the default first."""
    found = (p.stem for p in RULES.glob("*.toml") if "[pack]" in p.read_text(encoding="utf-8"))
    return sorted(found, key=lambda name: (name != "default", name))
