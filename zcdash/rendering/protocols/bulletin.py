"""The bulletin of a close, and the office's wording of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol, TypeVar

from zcdash.domain.document import Annex, Block

Content_contra = TypeVar("Content_contra", contravariant=True)


class BulletinContent(Protocol):
    """The content of a bulletin before any rewording."""

    @property
    def year(self) -> int: ...
    @property
    def mark(self) -> str: ...
    @property
    def issuer(self) -> str: ...
    @property
    def addressee(self) -> str: ...
    @property
    def day(self) -> date: ...
    @property
    def next_number(self) -> int: ...
    @property
    def sample(self) -> bool: ...
    @property
    def blocks(self) -> Sequence[Block]: ...
    @property
    def annexes(self) -> Sequence[Annex]: ...


class Wording(Protocol[Content_contra]):
    """The wording of the office; what is empty is as the content has it."""

    @property
    def addressee(self) -> str: ...
    @property
    def day(self) -> date | None: ...
    @property
    def number(self) -> int | None: ...
    @property
    def mark(self) -> str: ...
    @property
    def issuer(self) -> str: ...
    @property
    def signature(self) -> str: ...
    def titled(self, content: Content_contra) -> str:
        """Return the title."""
        ...

    def worded(self, content: Content_contra) -> Mapping[str, str]:
        """Return the text of each paragraph by its key."""
        ...
