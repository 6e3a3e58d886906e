"""One item of a plan as a form: everything of it that a person edits, taken from the plan's tables and put back into them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from string import ascii_lowercase

from zcdash.domain.plan_proposal import PlanTables
from zcdash.errors import InvalidInput
from zcdash.intake.plan_toml import with_item_count

Row = dict[str, str]
_KINDS = ("unit", "leader")
_PLANNED_ABOUT = ("printed", "words", "relative", "upper")


@dataclass(slots=True, kw_only=True)
class ItemForm:
    """Everything of one item that is edited. The rows of indicators and commitments have the columns of their CSV files."""

    code: str
    chapter: str
    title: str
    goal: str
    focus: str = ""
    deadline: str = ""
    leads: dict[str, list[str]] = field(default_factory=dict)
    """`unit` or `leader` → the names that lead."""
    supports: dict[str, list[str]] = field(default_factory=dict)
    targets: dict[str, str] = field(default_factory=dict)
    """Period → target, for those that are not empty."""
    indicators: list[Row] = field(default_factory=list)
    commitments: list[Row] = field(default_factory=list)
    planned: dict[str, dict[str, str]] = field(default_factory=dict)
    """Code of an indicator → period → planned value as text."""


def item_form(plan: PlanTables, code: str) -> ItemForm:
    """Return the form of an item. Raises InvalidInput for a code that is not there."""
    item = next((row for row in plan.tables["items.csv"] if row["code"] == code), None)
    if item is None:
        raise InvalidInput(f"草案里没有事项 {code}。", "可能已被删去，请刷新后再看。")
    indicators = [dict(row) for row in plan.tables["indicators.csv"] if row["item"] == code]
    own = {row["code"] for row in indicators}
    planned: dict[str, dict[str, str]] = {c: {} for c in own}
    for row in plan.tables["planned.csv"]:
        if row["indicator"] in own:
            planned[row["indicator"]][row["period"]] = stated(row)
    return ItemForm(
        **{name: item[name] for name in ("code", "chapter", "title", "goal", "focus", "deadline")},
        leads={kind: _names(plan, code, kind, "lead") for kind in _KINDS},
        supports={kind: _names(plan, code, kind, "support") for kind in _KINDS},
        targets={row["period"]: row["text"] for row in plan.tables["targets.csv"] if row["item"] == code},
        indicators=indicators,
        commitments=[dict(row) for row in plan.tables["commitments.csv"] if row["item"] == code],
        planned=planned,
    )


def stated(row: Mapping[str, str]) -> str:
    """Return a planned value as the form shows it: 74, 60—70, 下降5%."""
    if row.get("upper"):
        return f"{row['value']}—{row['upper']}"
    return row["value"] or row.get("words") or (f"{row['relative']}%" if row.get("relative") else "")


def with_item(plan: PlanTables, form: ItemForm, is_printed: bool = True) -> PlanTables:
    """Return the tables with the item as the form has it; new indicators and commitments get the next free code.

    Where the plan is not what is printed any more (a change in the year, a new year), the figures of a printed cell need not be
    in a text that was rewritten. Raises InvalidInput for a planned value that is no number.
    """
    code = form.code
    old = item_form(plan, code)
    indicators = _numbered(form.indicators, code, (f"{code}{letter}" for letter in _letters()))
    commitments = _numbered(form.commitments, code, (f"{code}.{n:02d}" for n in range(1, 1000)))
    head = {n: getattr(form, n).strip() for n in ("chapter", "title", "goal", "focus", "deadline")}
    items = [row | head if row["code"] == code else row for row in plan.tables["items.csv"]]
    new = {
        "items.csv": items,
        "targets.csv": _replaced(plan, "targets.csv", "item", {code}, _targets(form)),
        "indicators.csv": _replaced(plan, "indicators.csv", "item", {code}, indicators),
        "commitments.csv": _replaced(plan, "commitments.csv", "item", {code}, commitments),
    }
    own = {row["code"] for row in [*indicators, *old.indicators]}
    new["planned.csv"] = _replaced(plan, "planned.csv", "indicator", own, _planned(plan, form, indicators))
    if (form.leads, form.supports) != (old.leads, old.supports):
        new["responsible.csv"] = _replaced(plan, "responsible.csv", "item", {code}, _responsible(form))
    changed = PlanTables(plan.toml, with_cells({**plan.tables, **new}))
    return changed if is_printed else without_old_figures(plan, changed)


def with_cells(tables: Mapping[str, list[Row]]) -> dict[str, list[Row]]:
    """Return the tables of a plan with a row of `cells.csv`, free of lines and figures, for each text that no document prints."""
    texts = [(row["code"], "goal") for row in tables["items.csv"]]
    texts += [(row["item"], row["period"]) for row in tables["targets.csv"] if row["text"]]
    known = {(row["item"], row["cell"]) for row in tables["cells.csv"]}
    added = [
        {"item": item, "cell": cell, "lines": "", "figures": "", "address": ""}
        for item, cell in texts
        if (item, cell) not in known
    ]
    return {**tables, "cells.csv": [*tables["cells.csv"], *added]}


def without_old_figures(old: PlanTables, new: PlanTables) -> PlanTables:
    """Return the new tables without the figures of the printed cells whose texts were rewritten: they need not hold them."""
    was, now = _squeezed_texts(old), _squeezed_texts(new)
    cells = [
        row | {"figures": ""} if was.get(key) != now.get(key) else row
        for row in new.tables["cells.csv"]
        for key in [(row["item"], row["cell"])]
    ]
    return PlanTables(new.toml, {**new.tables, "cells.csv": cells})


def _squeezed_texts(plan: PlanTables) -> dict[tuple[str, str], str]:
    """Return (item, `goal` or period) → text without blanks."""
    texts = {(row["code"], "goal"): row["goal"] for row in plan.tables["items.csv"]}
    texts |= {(row["item"], row["period"]): row["text"] for row in plan.tables["targets.csv"]}
    return {key: squeezed for key, text in texts.items() if (squeezed := "".join(text.split()))}


def _letters() -> Iterable[str]:
    yield from ascii_lowercase
    yield from (first + second for first in ascii_lowercase for second in ascii_lowercase)


def _names(plan: PlanTables, code: str, kind: str, role: str) -> list[str]:
    rows = [r for r in plan.tables["responsible.csv"] if (r["item"], r["kind"], r["role"]) == (code, kind, role)]
    return [row["name"] for row in sorted(rows, key=lambda r: int(r["order"] or 0))]


def _numbered(rows: Sequence[Row], item: str, codes: Iterable[str]) -> list[Row]:
    """Return the rows with a code each; a row without any words is left out."""
    taken = {row["code"] for row in rows if row["code"]}
    free = (code for code in codes if code not in taken)
    kept = [row for row in rows if row["code"] or (row.get("name") or row.get("text") or "").strip()]
    return [{**row, "item": item, "code": row["code"] or next(free)} for row in kept]


def _targets(form: ItemForm) -> list[Row]:
    return [
        {"item": form.code, "period": period, "text": text.strip()}
        for period, text in form.targets.items()
        if text.strip()
    ]


def _responsible(form: ItemForm) -> list[Row]:
    """Return the rows of an item whose names were set by a person: nothing is assumed any more."""
    rows: list[Row] = []
    for kind in _KINDS:
        leads = form.leads.get(kind, [])
        supports = [name for name in form.supports.get(kind, []) if name not in leads]
        for order, name in enumerate([*leads, *supports], 1):
            role = "lead" if name in leads else "support"
            row = {"item": form.code, "kind": kind, "name": name, "role": role, "order": str(order), "assumed": "false"}
            rows.append(row)
    return rows


def _planned(plan: PlanTables, form: ItemForm, indicators: Sequence[Row]) -> list[Row]:
    """Return the planned values; one that was not changed keeps its printed words."""
    old = {(row["indicator"], row["period"]): row for row in plan.tables["planned.csv"]}
    given = {row["code"]: row["code"] for row in form.indicators if row["code"]}
    rows = []
    for indicator in indicators:
        code = indicator["code"]
        # A new indicator has its values under its name: it had no code yet when they were typed.
        for period, text in form.planned.get(given.get(code, indicator.get("name", "")), {}).items():
            before = old.get((code, period))
            if before and stated(before) == text.strip():
                rows.append(before)
            elif text.strip():
                rows.append(_value_row(code, period, text.strip()))
    return rows


def _value_row(code: str, period: str, text: str) -> Row:
    lower, dash, upper = text.replace("－", "—").replace("~", "—").replace("～", "—").partition("—")
    try:
        numbers = [
            f"{float(part.replace(',', '').replace('，', '')):.10g}" for part in (lower, upper)[: 2 if dash else 1]
        ]
    except ValueError:
        raise InvalidInput(f"{code} 在 {period} 的计划值“{text}”不是数。", "请只写数，区间写成 60—70。") from None
    about = dict.fromkeys(_PLANNED_ABOUT, "") | {"printed": "true", "upper": numbers[1] if dash else ""}
    return {"indicator": code, "period": period, "value": numbers[0], **about}


def _replaced(plan: PlanTables, file: str, column: str, keys: set[str], rows: Sequence[Row]) -> list[Row]:
    """Return a table with the rows of some keys replaced, where the first of them stood; at the end where none did."""
    table = plan.tables[file]
    at = next((n for n, row in enumerate(table) if row[column] in keys), len(table))
    others_before = [row for row in table[:at] if row[column] not in keys]
    others_after = [row for row in table[at:] if row[column] not in keys]
    return [*others_before, *rows, *others_after]


def with_new_item(plan: PlanTables, chapter: str, title: str, goal: str) -> tuple[PlanTables, str]:
    """Return the tables with an item behind the last one of its chapter, and its code. Numbers run on; `items` counts it.

    The code is the next one: the highest first number and one, then `-1`.
    """
    items = plan.tables["items.csv"]
    code = f"{max((int(row['code'].split('-')[0]) for row in items), default=0) + 1}-1"
    row = {
        "number": "",
        "code": code,
        "chapter": chapter,
        "seq": "0",
        "focus": "",
        "title": title.strip(),
        "goal": goal.strip(),
        "deadline": "",
        "lines": "",
    }
    at = max((n + 1 for n, other in enumerate(items) if other["chapter"] == chapter), default=len(items))
    numbered = [{**r, "number": str(n)} for n, r in enumerate([*items[:at], row, *items[at:]], 1)]
    return PlanTables(
        with_item_count(plan.toml, len(numbered)), with_cells({**plan.tables, "items.csv": numbered})
    ), code


def without_item(plan: PlanTables, code: str) -> PlanTables:
    """Return the tables without an item and everything of it; the numbers run on and `items` counts one less."""
    of_item = {row["code"] for row in plan.tables["indicators.csv"] if row["item"] == code}
    tables = {
        file: [row for row in rows if row.get("item") != code and row.get("indicator") not in of_item]
        for file, rows in plan.tables.items()
    }
    items = [row for row in plan.tables["items.csv"] if row["code"] != code]
    tables["items.csv"] = [{**row, "number": str(n)} for n, row in enumerate(items, 1)]
    return PlanTables(with_item_count(plan.toml, len(items)), tables)
