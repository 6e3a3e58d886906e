"""Read a list of people from a workbook: heads in any order and the wordings in use, blank rows, numbers typed as numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from unicodedata import normalize

from zcdash.domain.people_list import COLUMNS, MOST_PEOPLE, PeopleList, PersonEntry
from zcdash.intake.xlsx_reader import UnreadableWorkbook, read_workbook
from zcdash.intake.xlsx_sheet import Sheet
from zcdash.text import person_name

_FIELDS = dict(zip(COLUMNS, ("unit", "name", "login", "role", "leader", "phone", "email"), strict=True))
_OTHER_HEADS = {
    other: head
    for head, others in {
        "单位": ("单位名称", "责任单位", "所在单位", "工作单位", "部门", "所属单位"),
        "姓名": ("名字", "人员姓名", "人员", "使用人"),
        "账号": ("帐号", "账号名", "帐号名", "登录名", "登录账号", "用户名", "账户"),
        "角色": ("岗位", "权限", "身份", "系统角色"),
        "分管区长": ("分管领导", "区长", "哪位区长", "分管县长", "分管市长"),
        "电话": ("手机", "手机号", "手机号码", "联系电话", "电话号码", "移动电话", "联系方式"),
        "邮箱": ("电子邮箱", "电子邮件", "邮件", "email", "e-mail", "mail"),
    }.items()
    for other in others
}
_SEARCHED_ROWS = 20
_LONGEST = 300
"""Characters kept of a cell: more than any field takes, so that too long a text is still seen to be so."""
_BESIDE = re.compile(r"[（(][^（()）]{0,40}[)）]|[\s*＊:：]")


def read_people_list(data: bytes) -> PeopleList:
    """Return the list on the sheet that has most of its heads. Raises UnreadableWorkbook."""
    sheets = read_workbook(data)
    found = [(*_head_row(sheet), name) for name, sheet in sheets.items()]
    row, heads, name = max(found, key=lambda f: len(f[1]), default=(0, {}, ""))
    if "姓名" not in heads.values():
        raise UnreadableWorkbook(
            "NO_PEOPLE",
            "没有找到表头“姓名”，读不出人员名单。",
            f"请下载名单模板；表头为：{'、'.join(COLUMNS)}，先后不限。",
        )
    entries = tuple(_entries(sheets[name], row, heads))
    if len(entries) > MOST_PEOPLE:
        raise UnreadableWorkbook("TOO_MANY", f"名单有 {len(entries)} 人，一次至多 {MOST_PEOPLE} 人。", "请分几次上传。")
    return PeopleList(
        sheet=name,
        entries=entries,
        missing=tuple(head for head in COLUMNS if head not in heads.values()),
        unused=tuple(_unused(sheets[name], row, heads)),
    )


def plain_head(text: str) -> str:
    """Return the head of `COLUMNS` that a head stands for, or the head itself without blanks and remarks in brackets."""
    bare = _BESIDE.sub("", normalize("NFKC", text[:_LONGEST])).casefold()
    return _OTHER_HEADS.get(bare, bare)


def _head_row(sheet: Sheet) -> tuple[int, Mapping[int, str]]:
    """Return the row with most of our heads, and column → head; of two columns with one head the first counts."""
    rows: dict[int, dict[int, str]] = {}
    for row, column in sheet:
        if row > _SEARCHED_ROWS:
            break
        head = plain_head(sheet.text(row, column))
        if head in COLUMNS and head not in rows.setdefault(row, {}).values():
            rows[row][column] = head
    best = max(rows, key=lambda row: len(rows[row]), default=0)
    return best, rows.get(best, {})


def _unused(sheet: Sheet, head_row: int, heads: Mapping[int, str]) -> Iterator[str]:
    for row, column in sheet:
        if row == head_row and column not in heads and (text := sheet.text(row, column)):
            yield text[:20]


def _entries(sheet: Sheet, head_row: int, heads: Mapping[int, str]) -> Iterator[PersonEntry]:
    """Yield the rows below the heads in which one of our columns but the unit is filled in."""
    rows: dict[int, dict[str, str]] = {}
    for row, column in sheet:
        if row > head_row and column in heads and (text := _text(sheet, row, column)):
            field = _FIELDS[heads[column]]
            rows.setdefault(row, {})[field] = person_name(text) if field in ("name", "leader") else text
    above = ""
    for row, typed in sorted(rows.items()):
        if row - 1 not in rows and row - 1 != head_row:
            above = ""
        if typed.keys() - {"unit"}:
            fields = {field: typed.get(field, "") for field in _FIELDS.values()}
            yield PersonEntry(row=row, unit_above="" if "unit" in typed else above, **fields)
        above = typed.get("unit", above)


def _text(sheet: Sheet, row: int, column: int) -> str:
    return " ".join(sheet.text(row, column)[:_LONGEST].split())
