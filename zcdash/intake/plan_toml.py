"""Head of a plan folder, `plan.toml`: number and title, periods, deadlines, signing chain, chapters, phases."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import tomli_w

from zcdash.domain.deadline_rule import DeadlineRule
from zcdash.domain.model import Chapter, Phase
from zcdash.domain.period import Period
from zcdash.domain.submission import Step
from zcdash.domain.terms import PlanKind
from zcdash.errors import PlanUnreadable
from zcdash.intake.plan_csv import convert_text
from zcdash.text import single_line

_PLACE = "plan.toml"


def read_head(text: str) -> dict[str, Any]:
    """Return the arguments of a `Plan` that the text of `plan.toml` holds. Raises PlanUnreadable."""
    table = _parse(text)
    try:
        return {**_document(table), **_reporting(table["reporting"]), **_periods(table["plan"]["periods"])}
    except KeyError as missing:
        raise PlanUnreadable(f"plan.toml 里缺少 {missing.args[0]}。", "请对照 docs/plan-folder.md 补上。") from None


def _document(table: dict[str, Any]) -> dict[str, Any]:
    plan = table["plan"]
    totals = convert_text(_PLACE, "totals", plan.get("totals", "year"), ("year", "plan").index, "year 或 plan")
    return {
        "id": plan["id"],
        "number": plan["number"],
        "title": plan["title"],
        "issuer": plan["issuer"],
        "issued": plan["issued"],
        "item_count": plan["items"],
        "kind": convert_text(_PLACE, "kind", plan.get("kind", "annual"), PlanKind, "annual"),
        "totals_since_start": totals == 1,
        "contact": _contact(table["contact"]),
        "source_file": table["source"]["file"],
        "chapters": tuple(Chapter(c["number"], c["title"]) for c in table["chapter"]),
        "phases": tuple(_phases(table)),
    }


def _reporting(table: dict[str, Any]) -> dict[str, Any]:
    """Return the deadline rule, the signing chain and the office that returns go to."""
    steps = table.get("signing", tuple(Step))
    return {
        "deadline_rule": _deadline_rule(table.get("deadline") or f"day:{table['day']}"),
        "report_to": table["to"],
        "signers": tuple(table["signers"]),
        "signing": tuple(convert_text(_PLACE, "signing", s, Step, "unit_head、deputy 或 office") for s in steps),
    }


def _periods(entries: list[Any]) -> dict[str, Any]:
    """Return the periods, and the deadline rules of their own: an entry is a text, or a table with `deadline`."""
    if not entries:
        raise PlanUnreadable("plan.toml 的 periods 是空的。", "请列出各期，例如 2017Q1。")
    tables = [entry if isinstance(entry, dict) else {"period": entry} for entry in entries]
    names = [convert_text(_PLACE, "periods", t["period"], Period.parse, "2017Q3").text for t in tables]
    rules = {name: _deadline_rule(t["deadline"]) for name, t in zip(names, tables, strict=True) if "deadline" in t}
    return {"periods": tuple(names), "own_deadlines": rules}


def _deadline_rule(text: str) -> str:
    example = "day:5、inside:25、workdays:3、months:1 或 on:2017-02-13"
    return convert_text(_PLACE, "deadline", text, DeadlineRule.parse, example).text


def _phases(table: dict[str, Any]) -> Iterator[Phase]:
    for p in table.get("phase", ()):
        yield Phase(p["code"], p["name"], p["starts"], p["ends"], p.get("parent", ""))


def _contact(contact: dict[str, Any]) -> str:
    """Return the contact in words; `text`, where it is neither phone nor address."""
    parts = {"电话": "、".join(contact["phone"]), "邮箱": contact["email"]}
    return contact.get("text") or "；".join(f"{label} {text}" for label, text in parts.items() if text)


def read_toml(folder: Path) -> str:
    """Return the text of `plan.toml`. Raises PlanUnreadable."""
    try:
        return (folder / _PLACE).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise PlanUnreadable(f"{folder} 不是计划文件夹：没有 plan.toml。", "请给出含有 plan.toml 的文件夹。") from None
    except UnicodeDecodeError:
        raise PlanUnreadable("plan.toml 不是 UTF-8 编码。", "请另存为 UTF-8 后再试。") from None


def with_item_count(text: str, number: int) -> str:
    """Return the text of `plan.toml` with another number of items; its comments are lost."""
    table = _parse(text)
    table["plan"]["items"] = number
    return tomli_w.dumps(table)


def _parse(text: str) -> dict[str, Any]:
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PlanUnreadable(f"plan.toml 不是正确的 TOML：{error}。", "请按提示的行改正。") from None
    return {key: _clean(value) for key, value in table.items()}


def _clean(value: Any) -> Any:
    """Return a TOML value with every text in it on one line and without invisible characters."""
    if isinstance(value, dict):
        return {key: _clean(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_clean(part) for part in value]
    return single_line(value) if isinstance(value, str) else value
