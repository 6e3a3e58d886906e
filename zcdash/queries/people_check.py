"""A list of people against the accounts there are: what each row would add or change, what is wrong with it and how to mend it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from unicodedata import normalize

from zcdash.auth.identities import plain_email
from zcdash.auth.permissions import OWN_UNIT_ONLY, ROLE_NAME, Account, Role
from zcdash.auth.sessions import accounts_by_login, plain_login, unit_and_leader_names
from zcdash.domain import telephone
from zcdash.domain.people_list import PersonEntry, RowState
from zcdash.queries.organisation import known_names
from zcdash.store.ledger import Ledger
from zcdash.text import person_name

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")
_EMAIL = re.compile(r"[^@\s<>\"]+@[^@\s<>\"]+")
_NUMBERED = re.compile(r"u(\d{1,6})")
_ROLES = {name: role for role, name in ROLE_NAME.items() if role is not Role.CONSOLE} | {
    "填报": Role.CLERK,
    "填报人": Role.CLERK,
    "填报人员": Role.CLERK,
    "经办人": Role.CLERK,
    "主要负责人": Role.HEAD,
    "单位负责人": Role.HEAD,
    "负责人": Role.HEAD,
    "区长": Role.DEPUTY,
    "分管领导": Role.DEPUTY,
    "督查室人员": Role.OFFICE,
    "管理员": Role.ADMIN,
    "浏览者": Role.VIEWER,
    "保密员": Role.SECURITY,
    "审计员": Role.AUDITOR,
}
"""Role as it may be typed → role."""
_WITHOUT_RETURNS = (Role.OFFICE, Role.ADMIN, Role.VIEWER, Role.SECURITY, Role.AUDITOR)
"""Roles whose unit need not be one of the units that plans hold responsible."""
_LABELS = {"name": "姓名", "role": "角色", "unit": "单位", "leader": "分管区长", "email": "邮箱", "phone": "电话"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedPerson:
    """One row of a list: the account that it makes or changes, and sentences on what is wrong or was proposed."""

    entry: PersonEntry
    state: RowState
    account: Account
    notes: tuple[str, ...] = ()
    lacks_names: bool = False
    """True where nothing is wrong but a unit or leader that is not registered yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleCheck:
    """The rows of a list, and names that neither the plans nor the register have, each with a known one like it or ""."""

    rows: tuple[CheckedPerson, ...]
    new_units: Mapping[str, str] = field(default_factory=dict)
    new_leaders: Mapping[str, str] = field(default_factory=dict)

    def of(self, state: RowState) -> tuple[CheckedPerson, ...]:
        """Return the rows in a state."""
        return tuple(row for row in self.rows if row.state is state)


def check_people(
    ledger: Ledger,
    entries: Sequence[PersonEntry],
    may_give_role: bool,
    units: Collection[str] = (),
    leaders: Collection[str] = (),
) -> PeopleCheck:
    """Check a list. `units` and `leaders` are unknown names that shall be registered with it.

    Without the right to give roles every new account waits for its role (待授权).
    """
    check = _Check(ledger, may_give_role, {"unit": units, "leader": leaders})
    rows = tuple(check.row(entry) for entry in entries)
    logins = Counter(row.account.login for row in rows if row.account.login)
    emails = Counter(plain_email(row.account.email) for row in rows if row.account.email)
    mobiles = Counter(row.account.phone for row in rows if telephone.is_mobile(row.account.phone))
    rows = tuple(_with_shared_mobile(_without_doubles(row, logins, emails), mobiles) for row in rows)
    return PeopleCheck(rows=rows, new_units=check.unknown["unit"], new_leaders=check.unknown["leader"])


def _without_doubles(row: CheckedPerson, logins: Counter[str], emails: Counter[str]) -> CheckedPerson:
    notes: list[str] = []
    if row.account.login and logins[row.account.login] > 1:
        notes.append(f"账号 {row.account.login} 在名单里有 {logins[row.account.login]} 行，请只留一行或换账号名")
    if row.account.email and emails[plain_email(row.account.email)] > 1:
        notes.append("这个邮箱在名单里用了不止一次，请改正或留空")
    return replace(row, state=RowState.WRONG, notes=(*notes, *row.notes), lacks_names=False) if notes else row


def _with_shared_mobile(row: CheckedPerson, mobiles: Counter[str]) -> CheckedPerson:
    """Return the row with a word on a mobile phone that others have too; that is allowed, but often a slip."""
    count = mobiles[row.account.phone]
    told = (f"手机号 {row.account.phone} 在名单里有 {count} 行，请核对",) if count > 1 else ()
    return replace(row, notes=(*row.notes, *told))


class _Check:
    """The accounts and names there are, and those that the rows so far have taken."""

    def __init__(self, ledger: Ledger, may_give_role: bool, ticked: Mapping[str, Collection[str]]) -> None:
        self._existing = accounts_by_login(ledger)
        self._emails = {plain_email(a.email): a.login for a in self._existing.values() if a.email}
        self._known = unit_and_leader_names(ledger)
        names = known_names(ledger)
        self._aliases = {
            kind: {alias: name for name, aliases in found.items() for alias in aliases}
            for kind, found in (("unit", names.units), ("leader", names.leaders))
        }
        self._ticked = ticked
        self._may_give_role = may_give_role
        self._taken = set(self._existing)
        self._last = max((int(m[1]) for login in self._existing if (m := _NUMBERED.fullmatch(login))), default=0)
        self.unknown: dict[str, dict[str, str]] = {"unit": {}, "leader": {}}

    def row(self, entry: PersonEntry) -> CheckedPerson:
        """Check one row; a proposed login counts as taken for those below."""
        problems: list[str] = []
        hints: list[str] = []
        role = self._role(entry, problems)
        if role in OWN_UNIT_ONLY and not entry.unit and entry.unit_above:
            entry = replace(entry, unit=entry.unit_above)
            hints.append("单位照上一行")
        old = self._account(entry)
        wanted = Account(
            old.login if old else plain_login(entry.login),
            entry.name,
            role,
            unit=entry.unit,
            leader=(entry.leader or entry.name) if role is Role.DEPUTY else "",
            email=normalize("NFKC", entry.email),
            phone=telephone.plain_number(entry.phone),
        )
        if self._is_of_the_office(wanted, old):
            hints.append(f"“{wanted.unit}”不是责任单位，不登记，账号里不写单位")
            wanted = replace(wanted, unit="")
        problems += _malformed(wanted, entry)
        problems += self._taken_email(wanted)
        unknown = [t for kind in ("unit", "leader") for t in self._unknown_name(kind, getattr(wanted, kind), old)]
        lacks_names = bool(unknown) and not problems
        problems += unknown
        if old:
            return replace(self._of_existing(entry, old, wanted, problems), lacks_names=lacks_names)
        if not wanted.login:
            wanted = replace(wanted, login=self._propose(wanted.phone))
            hints.append("账号是拟的，可在表中改后重新上传")
        self._taken.add(wanted.login)
        if not self._may_give_role:
            wanted = replace(wanted, role=Role.PENDING)
            hints.append("角色由安全保密员授予，先记为待授权")
        state = RowState.WRONG if problems else RowState.NEW
        notes = tuple(problems or hints)
        return CheckedPerson(entry=entry, state=state, account=wanted, notes=notes, lacks_names=lacks_names)

    def _is_of_the_office(self, wanted: Account, old: Account | None) -> bool:
        """Return True for the unit of somebody who files and signs nothing, which no plan and no tick knows: 区政府督查室."""
        known = {*self._known["unit"], *self._aliases["unit"], *self._ticked["unit"], "", old.unit if old else ""}
        return wanted.role in _WITHOUT_RETURNS and wanted.unit not in known

    def _role(self, entry: PersonEntry, problems: list[str]) -> Role:
        text = normalize("NFKC", entry.role).replace(" ", "")
        if text not in _ROLES:
            offered = "、".join(name for role, name in ROLE_NAME.items() if role not in (Role.CONSOLE, Role.PENDING))
            told = f"没有“{entry.role}”这个角色" if text else "没有写角色"
            problems.append(f"{told}，应为：{offered}")
        return _ROLES.get(text, Role.PENDING)

    def _account(self, entry: PersonEntry) -> Account | None:
        """Return the account that there is for a row: by its login, else by unit and name."""
        login = plain_login(entry.login)
        if login:
            return self._existing.get(login)
        same = [
            a for a in self._existing.values() if a.active and (person_name(a.name), a.unit) == (entry.name, entry.unit)
        ]
        return same[0] if len(same) == 1 else None

    def _of_existing(self, entry: PersonEntry, old: Account, wanted: Account, problems: Sequence[str]) -> CheckedPerson:
        """Return the row of an account that there is; a blank cell changes nothing."""
        given = {name for name in _LABELS if getattr(wanted, name) or name in ("role", "name")}
        if not self._may_give_role:
            given -= {"role", "leader"}
        new = replace(old, **{name: getattr(wanted, name) for name in given})
        changes = [
            f"{_LABELS[name]}“{_shown(old, name)}”改为“{_shown(new, name)}”"
            for name in _LABELS
            if getattr(new, name) != getattr(old, name)
        ]
        notes = [] if entry.login else [f"按单位和姓名认出已有的账号 {old.login}"]
        notes += [] if old.active else ["这个账号已停用，要用请在“更改账号”里启用"]
        state = RowState.WRONG if problems else RowState.CHANGED if changes else RowState.SAME
        return CheckedPerson(entry=entry, state=state, account=new, notes=(*problems, *changes, *notes))

    def _unknown_name(self, kind: str, name: str, old: Account | None) -> Iterable[str]:
        if not name or name in self._known[kind] or (old and name == getattr(old, kind)):
            return
        like = self._aliases[kind].get(name) or next(iter(get_close_matches(name, self._known[kind], 1, 0.6)), "")
        self.unknown[kind][name] = like
        if name not in self._ticked[kind]:
            meant = f"，是不是“{like}”" if like else ""
            label = "单位" if kind == "unit" else "分管区长"
            yield f"还没有{label}“{name}”{meant}；写对名称，或勾选一并登记"

    def _taken_email(self, wanted: Account) -> Iterable[str]:
        holder = self._emails.get(plain_email(wanted.email)) if wanted.email else None
        if holder and holder != wanted.login:
            yield f"邮箱已用于账号 {holder}，一个邮箱只能用于一个账号"

    def _propose(self, phone: str) -> str:
        """Return a login: the mobile phone, which its owner knows by heart, or a running number."""
        if telephone.is_mobile(phone) and phone not in self._taken:
            return phone
        while True:
            self._last += 1
            if (login := f"u{self._last:02d}") not in self._taken:
                return login


def _malformed(wanted: Account, entry: PersonEntry) -> Iterable[str]:
    if not wanted.name or len(wanted.name) > 40:
        yield "没有写姓名" if not wanted.name else "姓名太长，至多 40 个字"
    if wanted.login and not _LOGIN.fullmatch(wanted.login):
        yield "账号名不合规则，用 2 到 32 个小写字母、数字、点、横线或下划线"
    if wanted.email and (len(wanted.email) > 254 or not _EMAIL.fullmatch(wanted.email)):
        yield "邮箱写得不对，例如 zhangsan@example.gov.cn，没有可以不填"
    if wanted.role in OWN_UNIT_ONLY and not wanted.unit:
        yield f"{ROLE_NAME[wanted.role]}要写单位"
    if len(wanted.unit) > 200:
        yield "单位名称太长"
    if entry.phone and not wanted.phone:
        yield f"第 {entry.row} 行“电话”一列的“{entry.phone[:40]}”不对，{telephone.ADVICE}"


def _shown(account: Account, name: str) -> str:
    return ROLE_NAME[account.role] if name == "role" else str(getattr(account, name)) or "无"
