"""Rows of leaders.csv, each with the posts that the document prints beside the name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from zcdash.domain.plan_proposal import Origin
from zcdash.intake.document.given_answers import NO_NAME
from zcdash.intake.document.people.responsible import NamedRole
from zcdash.intake.document.plain_text import plain_text
from zcdash.intake.document.source_rows import origins_of, stored_text


def leader_rows(
    leaders: Sequence[str], found: Sequence[NamedRole], names: Mapping[tuple[str, str], str]
) -> tuple[list[dict[str, str]], list[Origin]]:
    """Return a row for each leader, and the origins of the posts; `names`: kind and printed name → name."""
    printed: dict[str, dict[str, None]] = {}
    origins: list[Origin] = []
    for role in found:
        name = names[role.kind, role.name] if role.kind == "leader" else NO_NAME
        if name != NO_NAME and role.post:
            printed.setdefault(name, {})["、".join(stored_text((p,)) for p in role.post)] = None
            origins += origins_of("leaders.csv", name, "post", role.post)
    rows = [
        {"name": name, "post": _post(list(printed.get(name, {}))), "from": "", "to": "", "note": ""} for name in leaders
    ]
    return rows, origins


def _post(printed: Sequence[str]) -> str:
    """Return the posts of a leader: the fullest form of each, in the order of the document."""
    kept = [
        post
        for n, post in enumerate(printed)
        if not any(_is_part(post, other) for m, other in enumerate(printed) if m != n)
    ]
    return "、".join(kept)


def _is_part(post: str, other: str) -> bool:
    short, long = plain_text(post).plain, plain_text(other).plain
    return short in long and short != long
