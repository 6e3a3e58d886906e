"""Every pattern of intake takes time in proportion to its input, also on input made to hold it up.

The input is built from the pattern's own pieces: what it repeats, what stands before that, its letters and their pairs.
"""

import ast
import importlib
import pkgutil
import re
import re._constants as op
import re._parser as sre
import time
from collections.abc import Iterator
from itertools import combinations, product

import pytest

from tests.helpers import ROOT
from zcdash import intake

SIZE = 8_000
FAST = 0.01
"""Seconds in which no pattern that takes the square of its input's size reads `SIZE` characters, and any other does."""
MOST = 8
"""Times as long for four times the input; the square would be 16."""
ALPHABET = [chr(c) for c in (*range(256), *map(ord, "年月日号约万元百分点人单位签〇一（）：；。—　"))]
FROM_START = {"match", "fullmatch"}
METHODS = {"search", "sub", "subn", "split", "findall", "finditer"} | FROM_START


def modules() -> dict[str, object]:
    names = [m.name for m in pkgutil.walk_packages(intake.__path__, "zcdash.intake.")]
    return {name.removeprefix("zcdash.intake."): importlib.import_module(name) for name in names}


def inside(value: object) -> Iterator[re.Pattern]:
    """Yield the patterns of a module's attribute, also those in its containers."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        yield from (pattern for pair in value.items() for each in pair for pattern in inside(each))
    elif isinstance(value, list | tuple | set | frozenset):
        yield from (pattern for each in value for pattern in inside(each))


def sources() -> Iterator[tuple[str, ast.AST]]:
    folder = ROOT / "zcdash" / "intake"
    for file in sorted(folder.rglob("*.py")):
        name = ".".join(file.relative_to(folder).with_suffix("").parts)
        yield name.removesuffix(".__init__"), ast.parse(file.read_text(encoding="utf-8"))


def methods_by_name() -> dict[tuple[str, str], set[str]]:
    """(module, name) → the methods of patterns that are called on that name."""
    used: dict[tuple[str, str], set[str]] = {}
    for module, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in METHODS:
                used.setdefault((module, node.value.id), set()).add(node.attr)
    return used


def patterns() -> dict[str, tuple[re.Pattern, bool]]:
    """module.name[number] → pattern, and whether it is tried at the first character only."""
    used = methods_by_name()
    found = {}
    for module, loaded in modules().items():
        for name, value in vars(loaded).items():
            # A container's patterns are used under the name of a loop's variable; those of another module count there.
            called = (
                used.get((module, name), set())
                if isinstance(value, re.Pattern)
                else used.get((module, "pattern"), set())
            )
            for number, pattern in enumerate(inside(value)):
                found.setdefault((pattern.pattern, pattern.flags), (f"{module}.{name}[{number}]", pattern, set()))[
                    2
                ].update(called)
    return {label: (pattern, bool(called) and called <= FROM_START) for label, pattern, called in found.values()}


PATTERNS = patterns()


def test_no_pattern_is_made_where_it_is_used():
    """Such a pattern would not be found below; `re.escape` makes none."""
    inline = [
        f"{module}: line {node.lineno}"
        for module, tree in sources()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "re"
    ]
    assert inline == []


def test_the_patterns_of_intake_are_found():
    labels = " ".join(PATTERNS)
    for name in ("xlsx_reader._LITERAL", "shared_strings._POINTER", "parse_values._NUMBER", "file_kind._SIGNATURES"):
        assert name in labels
    assert len(PATTERNS) > 60


class Pieces:
    """Examples of what a pattern matches: letters, and pairs of a beginning and a part that it repeats after it."""

    def __init__(self, pattern: re.Pattern) -> None:
        self.letters: dict[str, None] = {}
        self.repeats: list[tuple[str, str]] = []
        self.words: dict[str, None] = {}
        self.groups: dict[int, str] = {}
        text = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
        self.whole = self._example(
            sre.parse(text, pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags), ""
        )

    def _example(self, items: object, before: str) -> str:
        parts: list[str] = []
        literal = False
        for kind, value in items:
            part = self._one(kind, value, before + "".join(parts))
            if literal and kind is op.LITERAL:
                parts[-1] += part
            else:
                parts.append(part)
            literal = kind is op.LITERAL
        made = "".join(parts)
        for start, end in combinations(range(min(len(parts), 12) + 1), 2):
            if part := "".join(parts[start:end]):
                self.repeats.append((before + "".join(parts[:start]), part))
        if len(made) > 1:
            self.words[made] = None
        return made

    def _one(self, kind: object, value: object, before: str) -> str:
        if kind in (op.LITERAL, op.NOT_LITERAL, op.IN, op.ANY):
            letters = self._letters(kind, value)
            self.letters |= dict.fromkeys(letters)
            return letters[0]
        if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            least, most, body = value
            part = self._example(body, before)
            if most > 8 and part:
                self.repeats.append((before, part))
                self.repeats += [(before, letter) for letter in self._of_class(body)]
            return part * max(least, 1)
        if kind is op.SUBPATTERN:
            part = self._example(value[3], before)
            self.groups[value[0]] = part
            return part
        if kind is op.ATOMIC_GROUP:
            return self._example(value, before)
        if kind is op.BRANCH:
            first, *_others = [self._example(branch, before) for branch in value[1]]
            return first
        if kind is op.GROUPREF:
            return self.groups.get(value, "")
        if kind in (op.ASSERT, op.ASSERT_NOT):
            self._example(value[1], before)
        return ""

    def _of_class(self, body: object) -> list[str]:
        return self._letters(*body[0])[:4] if len(body) == 1 and body[0][0] in (op.IN, op.ANY, op.NOT_LITERAL) else []

    def _letters(self, kind: object, value: object) -> list[str]:
        """Return letters that match, of different kinds."""
        if kind is op.LITERAL:
            return [chr(value)]
        one = sre.SubPattern(sre.State(), [(kind, value)])
        compiled = re._compiler.compile(one)
        matching = [c for c in ALPHABET if compiled.fullmatch(c)]
        wanted = [c for c in "a1 <\"'[(-.=:" if c in matching]
        return wanted or matching[:2] or ["\x01"]


def hostile(pattern: re.Pattern) -> Iterator[str]:
    """Yield texts of about `SIZE` characters; four times as many are made by the caller."""
    pieces = Pieces(pattern)
    letters = [*pieces.letters][:10]
    units = dict.fromkeys([*letters, *map("".join, product(letters, repeat=2)), *pieces.words, pieces.whole])
    yield from ((("", unit, "")) for unit in units if unit)
    for before, part in dict.fromkeys(pieces.repeats):
        yield from ((before, part, end) for end in ("", "\x01"))
    for word in [*pieces.words][:12]:
        yield from (("", word[:cut], "") for cut in range(1, len(word), max(1, len(word) // 6)))


def text(piece: tuple[str, str, str], size: int, binary: bool) -> str | bytes:
    before, part, after = piece
    whole = before + part * max(1, size // len(part)) + after
    return whole.encode("latin-1", "replace") if binary else whole


def seconds(pattern: re.Pattern, from_start: bool, hay: str | bytes) -> float:
    begun = time.thread_time()
    if from_start:
        pattern.fullmatch(hay)
        pattern.match(hay)
    else:
        pattern.sub(hay[:0], hay)
    return time.thread_time() - begun


def slow_on(pattern: re.Pattern, from_start: bool) -> tuple[str, str, str] | None:
    """Return what holds the pattern up, None where nothing does."""
    binary = isinstance(pattern.pattern, bytes)
    for piece in hostile(pattern):
        # In steps: what grows exponentially would never end at the full size.
        for size in (22, 44, 100, 500, 2_000, SIZE):
            if seconds(pattern, from_start, text(piece, size, binary)) > FAST:
                short, long = (
                    min(seconds(pattern, from_start, text(piece, n, binary)) for _ in range(3))
                    for n in (size // 4, size)
                )
                if long > FAST and long > MOST * short:
                    return piece
    return None


@pytest.mark.parametrize("label", PATTERNS)
def test_a_pattern_takes_time_in_proportion_to_its_input(label):
    pattern, from_start = PATTERNS[label]
    assert slow_on(pattern, from_start) is None


@pytest.mark.parametrize(
    "pattern, from_start",
    [
        (r"\[[^]]*]", False),
        (rb"""<c(?:\s[^<>]*?)?\st="s"(?:\s[^<>]*?)?>""", False),
        (rb"""<c\s(?:[^<>]*?\s)?t="s"[^<>]*><v>""", False),
        (r"\s+$", False),
        (r"(?:a|a)*b", True),
        (r"(?:a+)+b", True),
        (r"\d+(?:\.\d+)?\s*元", False),
        (r".*?(左右|以上).*?，", True),
    ],
)
def test_a_pattern_that_takes_the_square_is_found(pattern, from_start):
    # Other work on the machine can hide the growth once, not three times.
    assert any(slow_on(re.compile(pattern), from_start) for _ in range(3))
