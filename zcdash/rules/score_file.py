"""Reading of a rule file of the year-end assessment (`data/rules/score-*.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from zcdash.errors import PackInvalid
from zcdash.rules.score_rules import ADVICE, KEYS, TABLES, Formula, ScoreRules

FORMULAS = ("at_least", "about", "at_most", "hold", "growth", "rank", "commitment")
_TABLES = tuple(table.place for table in TABLES)


def parse_score(text: str) -> ScoreRules:
    """Parse a rule file. Raises PackInvalid where a key is missing, unknown or out of bounds."""
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as broken:
        raise PackInvalid(f"考核办法不是正确的 TOML：{broken}。", "请按提示的行改正。") from None
    head = _texts(data, "score", ("id", "name", "version", "source"), "考核办法")
    name = f"考核办法 {head['id']} "
    formula_table = _table(data, "formula", name)
    formulas = tuple(Formula(key, **_texts(formula_table, key, ("says", "source"), name)) for key in FORMULAS)
    _refuse_unknown(data, name)
    values: dict[str, Any] = {}
    sources: dict[str, str] = {}
    for key in KEYS:
        section, short = key.place.split(".")
        values[key.attribute], sources[key.place] = _sourced(_table(data, section, name), key.place, short, name)
    values |= head
    for section in _TABLES:
        table = _table(data, section, name) if section in data else {}
        values[section] = {}
        for entry in table:
            place = f"{section}.{entry}"
            values[section][entry], sources[place] = _sourced(table, place, entry, name)
    return ScoreRules(**values, formulas=formulas, sources=sources)


def _table(data: Mapping[str, Any], key: str, name: str) -> Mapping[str, Any]:
    table = data.get(key)
    if not isinstance(table, Mapping):
        raise PackInvalid(f"{name}缺少 {key}。", ADVICE)
    return table


def _texts(data: Mapping[str, Any], key: str, wanted: tuple[str, ...], name: str) -> dict[str, str]:
    """Return the texts of a table that has exactly these keys. Raises PackInvalid."""
    table = _table(data, key, name)
    for text in wanted:
        if not isinstance(table.get(text), str) or not table[text].strip():
            raise PackInvalid(f"{name}缺少 {key}.{text}，或者不是文字。", ADVICE)
    for text in table:
        if text not in wanted:
            raise PackInvalid(f"{name}有不认识的项 {key}.{text}。", ADVICE)
    return {text: table[text] for text in wanted}


def _sourced(table: Mapping[str, Any], place: str, short: str, name: str) -> tuple[Any, str]:
    """Return (value, source) of one setting. Raises PackInvalid."""
    entry = table.get(short)
    if entry is None:
        raise PackInvalid(f"{name}缺少 {place}。", ADVICE)
    if not isinstance(entry, Mapping) or set(entry) != {"value", "source"} or not str(entry["source"]).strip():
        raise PackInvalid(
            f"{name}的 {place} 应写明数值（value）和出处（source），不多不少。", "没有出处的，请写“本办法自定”。"
        )
    return entry["value"], str(entry["source"])


def _refuse_unknown(data: Mapping[str, Any], name: str) -> None:
    places = {key.place for key in KEYS}
    sections = {place.split(".")[0] for place in places}
    for section, table in data.items():
        if section not in sections | {"score", "formula", *_TABLES}:
            raise PackInvalid(f"{name}有不认识的项 {section}。", ADVICE)
        if section in ("score", *_TABLES):
            continue
        for short in table if isinstance(table, Mapping) else ():
            if f"{section}.{short}" not in places and not (section == "formula" and short in FORMULAS):
                raise PackInvalid(f"{name}有不认识的项 {section}.{short}。", ADVICE)
