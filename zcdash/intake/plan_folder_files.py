"""Folder of an imported plan: the files of a plan folder, and beside them what a person needs to check it.

`import.toml` names the file of the office and its hash; `origins.csv`, `questions.csv`, `remainders.csv`, `columns.csv` and
`names.csv` hold the proposal, `decisions.csv` what was decided before it; `source/` has the file itself.
"""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import fields
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import tomli_w

from zcdash.domain.plan_proposal import (
    ColumnMatch,
    Decisions,
    NameMatch,
    Origin,
    PlanProposal,
    PlanTables,
    Question,
    QuestionKind,
    Remainder,
)
from zcdash.errors import PlanUnreadable
from zcdash.intake.plan_csv import COLUMNS
from zcdash.intake.plan_folder import read_plan_tables
from zcdash.text import file_stem

T = TypeVar("T")
HEAD, SOURCE = "import.toml", "source"
FILES: dict[str, type[Any]] = {
    "origins.csv": Origin,
    "questions.csv": Question,
    "remainders.csv": Remainder,
    "columns.csv": ColumnMatch,
    "names.csv": NameMatch,
}
"""CSV file beside those of the plan → class of its rows; its columns are the fields."""
_ESCAPED, _WRITTEN, _PART = (
    re.compile(r"[;\\]"),
    re.compile(r"\\(.)", re.DOTALL),
    re.compile(r"(?:[^;\\]|\\.)+", re.DOTALL),
)


def _parts(text: str) -> tuple[str, ...]:
    r"""Return the parts of a list; a semicolon that is part of one is written \;."""
    return tuple(_WRITTEN.sub(r"\1", part) for part in _PART.findall(text))


_CONVERT: dict[str, Callable[[str], Any]] = {
    "str": str,
    "int": int,
    "float": float,
    "bool": lambda text: ("false", "true").index(text) == 1,
    "QuestionKind": QuestionKind,
    "tuple[str, ...]": _parts,
}
"""Annotation of a field → function that reads its text."""
_DECISIONS = ("columns", "names", "answers", "acknowledged")


def write_plan_tables(plan: PlanTables, folder: Path) -> None:
    """Write the files of a plan folder into a folder that exists."""
    (folder / "plan.toml").write_text(plan.toml, encoding="utf-8")
    for file, columns in COLUMNS.items():
        _write_csv(
            folder / file, columns.split(), [[row.get(c, "") for c in columns.split()] for row in plan.tables[file]]
        )


def write_proposal(proposal: PlanProposal, data: bytes, decisions: Decisions, folder: Path) -> None:
    """Write a proposal, the file that it was read from, and the decisions it was read with, into an empty folder."""
    write_plan_tables(proposal.plan, folder)
    rows = {
        "origins.csv": proposal.origins,
        "questions.csv": proposal.questions,
        "remainders.csv": proposal.remainders,
        "columns.csv": proposal.columns,
        "names.csv": proposal.names,
    }
    for file, values in rows.items():
        names = [f.name for f in fields(FILES[file])]
        _write_csv(folder / file, names, [[_text(getattr(value, name)) for name in names] for value in values])
    _write_decisions(decisions, folder)
    (folder / SOURCE).mkdir()
    name = source_name(proposal.file_name)
    (folder / SOURCE / name).write_bytes(data)
    digest = _digest(proposal.plan)
    head = {"file": name, "sha256": proposal.sha256, "plan": digest, "notes": list(proposal.notes)}
    (folder / HEAD).write_text(tomli_w.dumps(head), encoding="utf-8")


def was_edited(folder: Path) -> bool:
    """Return True if the plan's files are not as the import wrote them. Raises PlanUnreadable."""
    return bool(_digest(read_plan_tables(folder)) != _read_head(folder)["plan"])


def _digest(plan: PlanTables) -> str:
    """Return a digest of the files of a plan, of values as they are read back."""
    rows = [[[row.get(c, "").strip() for c in COLUMNS[f].split()] for row in plan.tables[f]] for f in COLUMNS]
    return sha256(json.dumps([plan.toml, rows], ensure_ascii=False).encode()).hexdigest()


def source_name(file_name: str) -> str:
    """Return the name under which a file of the office is kept."""
    path = Path(file_name.replace("\\", "/"))
    return f"{file_stem(path.stem) or 'document'}{path.suffix.lower()}"


def is_imported(folder: Path) -> bool:
    """Return True for a plan folder that was made from a document."""
    return (folder / HEAD).is_file()


def read_source(folder: Path) -> tuple[str, bytes]:
    """Return name and bytes of the document of an imported plan. Raises PlanUnreadable where it is gone or another one."""
    head = _read_head(folder)
    path = folder / SOURCE / head["file"]
    try:
        data = path.read_bytes()
    except OSError:
        raise PlanUnreadable(f"导入的计划缺少原文件 {SOURCE}/{head['file']}。", "请放回原文件，或重新导入。") from None
    if sha256(data).hexdigest() != head["sha256"]:
        raise PlanUnreadable(f"原文件 {SOURCE}/{head['file']} 与导入时不同。", "请放回原来的文件，或重新导入。")
    return head["file"], data


def read_proposal(folder: Path | str) -> PlanProposal:
    """Return the proposal in a folder, with the answers written into it. Raises PlanUnreadable."""
    folder = Path(folder)
    head = _read_head(folder)
    return PlanProposal(
        file_name=head["file"],
        sha256=head["sha256"],
        plan=read_plan_tables(folder),
        columns=_read(folder, "columns.csv", ColumnMatch),
        names=_read(folder, "names.csv", NameMatch),
        origins=_read(folder, "origins.csv", Origin),
        questions=_read(folder, "questions.csv", Question),
        remainders=_read(folder, "remainders.csv", Remainder),
        notes=tuple(head["notes"]),
    )


def read_decisions(folder: Path, written_only: bool = False) -> Decisions:
    """Return the decisions that an imported folder was made with, and those written into its files since.

    `written_only`: without the latter. Raises PlanUnreadable.
    """
    kept: dict[str, dict[str, str]] = {kind: {} for kind in ("plan", *_DECISIONS)}
    for number, row in enumerate(_rows(folder, "decisions.csv", ["kind", "key", "value"]), 2):
        if row["kind"] not in kept:
            raise PlanUnreadable(f"decisions.csv 第{number}行 kind 列的“{row['kind']}”读不懂。", "请重新导入。")
        kept[row["kind"]][row["key"]] = row["value"]
    if not written_only:
        kept["answers"] |= {q.key: q.answer for q in _read(folder, "questions.csv", Question) if q.answer}
        seen = [r for r in _read(folder, "remainders.csv", Remainder) if r.acknowledged]
        kept["acknowledged"] |= {f"{r.place} {r.start} {r.end}": r.text for r in seen}
    return Decisions(plan=kept["plan"].get("id", ""), **{kind: kept[kind] for kind in _DECISIONS})


def _write_decisions(decisions: Decisions, folder: Path) -> None:
    rows = [["plan", "id", decisions.plan]] if decisions.plan else []
    rows += [[kind, key, value] for kind in _DECISIONS for key, value in getattr(decisions, kind).items()]
    _write_csv(folder / "decisions.csv", ["kind", "key", "value"], rows)


def _write_csv(path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)  # its line ends, \r\n, have it quote either character inside a text
        writer.writerow(columns)
        writer.writerows(rows)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return ";".join(_ESCAPED.sub(r"\\\g<0>", part) for part in value) if isinstance(value, tuple) else str(value)


def _read_head(folder: Path) -> dict[str, Any]:
    try:
        head = tomllib.loads((folder / HEAD).read_text(encoding="utf-8"))
        if not isinstance(head["notes"], list) or source_name(head["file"]) != head["file"]:
            raise ValueError(head["file"])
        texts = {key: str(head[key]) for key in ("file", "sha256", "plan")}
        return {**texts, "notes": [str(n) for n in head["notes"]]}
    except OSError:
        raise PlanUnreadable(f"{folder} 不是导入的计划：没有 {HEAD}。", "请给出 zcdash import 生成的文件夹。") from None
    except (KeyError, ValueError, AttributeError):
        raise PlanUnreadable(f"{folder} 的 {HEAD} 读不懂。", "请重新导入。") from None


def _read(folder: Path, file: str, of: Callable[..., T]) -> tuple[T, ...]:
    """Return the rows of a file beside those of the plan. Raises PlanUnreadable."""
    columns = {f.name: _CONVERT[str(f.type)] for f in fields(FILES[file])}
    rows = []
    for number, row in enumerate(_rows(folder, file, list(columns)), 2):
        try:
            rows.append(of(**{name: convert(row[name]) for name, convert in columns.items()}))
        except ValueError:
            raise PlanUnreadable(
                f"{file} 第{number}行读不懂。", "只应填写 answer 或 acknowledged（true）列。"
            ) from None
    return tuple(rows)


def _rows(folder: Path, file: str, columns: Sequence[str]) -> list[dict[str, str]]:
    try:
        text = (folder / file).read_bytes().decode("utf-8-sig")
    except OSError:
        raise PlanUnreadable(f"导入的计划缺少 {file}。", "请重新导入。") from None
    except UnicodeDecodeError:
        raise PlanUnreadable(f"{file} 不是 UTF-8 编码。", "请另存为“CSV UTF-8”后再试。") from None
    reader = csv.DictReader(io.StringIO(text, newline=""))
    try:
        found, rows = list(reader.fieldnames or ()), list(reader)
    except csv.Error:
        raise PlanUnreadable(f"{file} 不是正确的 CSV。", "请检查引号，或重新导入。") from None
    if found != list(columns):
        raise PlanUnreadable(f"{file} 的列应为 {'、'.join(columns)}。", "请改正表头。")
    for number, row in enumerate(rows, 2):
        if None in row or None in row.values():
            raise PlanUnreadable(f"{file} 第{number}行的列数与表头不符。", "请检查该行的逗号和引号。")
    return rows
