"""Limits of a child that reads a file."""

from __future__ import annotations

from dataclasses import dataclass

START_SECONDS = 60
"""Seconds by the clock until a new child can read."""
WAIT_SECONDS = 30
"""Seconds that a file waits while every child reads another one."""
REUSED_BELOW = 48 << 20
"""Bytes of address space that a child may keep of its last file; one that keeps more makes room for a new one."""
MOST_FILES = 200
"""Files that one child reads."""


MOST_DOCUMENTS = 2
"""Documents of the office that are read at a time."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one call."""

    memory: int = 300 << 20
    """Bytes of address space beyond those that the child starts with. 100,000 rows of ten columns take 190 MB."""
    cpu_seconds: int = 3
    """Seconds of processor time, and up to one more: the system counts whole seconds."""
    wall_seconds: float = 20
    """Seconds by the clock: a busy machine gives less than a processor."""


DOCUMENT_LIMITS = Limits(memory=600 << 20, cpu_seconds=30, wall_seconds=60)
"""Limits for a document of the office: read seldom, by few, and much larger than a return."""
