"""The page registry: one entry for each script in pages/. Menu, permissions, middleware and tests read it."""

from __future__ import annotations

from dataclasses import dataclass

from zcdash.auth.permissions import ROLE_NAME, TWO_PERSON, Account, Permission, Role, roles_with, who_helps
from zcdash.errors import NotPermitted

PLAN_READERS = frozenset({Role.VIEWER, Role.CLERK, Role.HEAD, Role.DEPUTY, Role.OFFICE})
ALL = PLAN_READERS | {Role.ADMIN}
"""Everybody who sees the plan and its figures; the administrator only while duties are not separated."""
REPORTERS = frozenset({Role.CLERK, Role.HEAD, Role.OFFICE})
OFFICE = frozenset({Role.OFFICE})
HOME = "overview"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of the program."""

    name: str
    """The script in pages/ without its ending."""
    title: str
    roles: frozenset[Role] = frozenset()
    """Roles that may open the page; the administrator only while duties are not separated."""
    permissions: tuple[Permission, ...] = ()
    """Instead of `roles`: the page is for everybody who has one of these permissions."""
    section: str = ""
    """The section of the menu; empty for a page that is reached by links only."""
    has_views: bool = False
    """The reader chooses which submissions count (正式, 含在途, 当时)."""
    has_charts: bool = False
    """The browser is told to load the chart library with the page, not after it."""
    spans_plans: bool = False
    """The page can show all plans; others show the one chosen last."""
    without_plan: bool = False
    """The page has something to show in a ledger without any plan; others say there that there is none yet."""
    setting: str = ""
    """The page is in the menu only while this security setting is on."""

    @property
    def script(self) -> str:
        """The file in pages/."""
        return f"{self.name}.py"

    @property
    def url(self) -> str:
        """The path of the address, without its slash; empty for the first page."""
        return "" if self.name == HOME else self.name

    def open_roles(self, separated: bool = False) -> frozenset[Role]:
        """Return the roles that may open the page; `separated` where duties are separated (三员分立)."""
        if self.permissions:
            having = (roles_with(permission, separated) for permission in self.permissions)
            return frozenset[Role]().union(*having) - {Role.CONSOLE}
        return self.roles - {Role.ADMIN} if separated else self.roles

    def is_open_to(self, account: Account) -> bool:
        """Return True if this account may open the page."""
        return account.active and account.role in self.open_roles(account.duties_separated)


PAGES = (
    Page(name="overview", title="总览", section="看", roles=ALL, has_views=True, spans_plans=True),
    Page(name="leader", title="分管区长", section="看", roles=ALL, has_views=True, has_charts=True, spans_plans=True),
    Page(name="unit", title="责任单位", section="看", roles=ALL, has_views=True, spans_plans=True),
    Page(name="chapter", title="板块", section="看", roles=ALL, has_views=True, has_charts=True),
    Page(name="items", title="事项", section="看", roles=ALL, has_views=True, spans_plans=True),
    Page(name="indicator", title="指标", section="看", roles=ALL, has_views=True, has_charts=True),
    Page(name="promise", title="年度目标", section="看", roles=ALL, has_views=True, has_charts=True),
    Page(name="timeline", title="时间线", section="看", roles=ALL, has_views=True, has_charts=True, spans_plans=True),
    Page(name="submit", title="季度报送", section="报", roles=REPORTERS),
    Page(name="months", title="细化到月", section="报", roles=REPORTERS),
    Page(name="signing", title="审签", section="签", roles=REPORTERS | {Role.DEPUTY}, spans_plans=True),
    Page(name="bulletin", title="督查通报", section="发", roles=ALL),
    Page(name="notices", title="督办单", section="办", roles=PLAN_READERS, spans_plans=True),
    Page(name="score", title="年终考核", section="考", roles=ALL, has_charts=True),
    Page(name="periods", title="期次", section="管", roles=OFFICE, has_charts=True),
    Page(name="absences", title="外出补位", section="管", roles=OFFICE),
    Page(name="organisation", title="机构人员", section="管", roles=OFFICE, without_plan=True),
    Page(
        name="compile",
        title="计划编制",
        section="管",
        permissions=(Permission.COMPILE_PLAN, Permission.REQUEST_CORRECTION, Permission.DECIDE_CORRECTION),
        without_plan=True,
    ),
    Page(name="rules", title="评定规则", section="管", roles=ALL, has_charts=True),
    Page(
        name="confirmations",
        title="待确认",
        section="管",
        permissions=TWO_PERSON,
        without_plan=True,
        setting="two_person",
    ),
    Page(name="log", title="留痕", section="管", permissions=(Permission.READ_LOG,), without_plan=True),
    Page(
        name="accounts",
        title="账号",
        section="管",
        permissions=(Permission.MANAGE, Permission.GIVE_ROLE, Permission.CONTROL_SIGN_IN),
        without_plan=True,
    ),
    Page(name="security", title="安全设置", section="管", permissions=(Permission.SET_SECURITY,), without_plan=True),
    Page(name="item", title="事项详情", roles=ALL, has_views=True),
    Page(name="wall", title="大屏", roles=ALL, has_views=True, has_charts=True),
    Page(name="brief", title="一页简报", roles=ALL, spans_plans=True),
    Page(name="sign_ins", title="我的登录", roles=ALL, without_plan=True),
)
"""Every page, in the order of the menu."""
BY_NAME = {page.name: page for page in PAGES}
BY_URL = {page.url: page for page in PAGES}
MOVED = {"corrections": "compile?way=correction"}
"""Address of a page that there is no more → the address of what took its place."""


def require_page(account: Account, page: Page) -> None:
    """Raise NotPermitted, naming the roles that the page is for, if the account may not open it."""
    if page.is_open_to(account):
        return
    open_roles = page.open_roles(account.duties_separated)
    roles = "、".join(ROLE_NAME[role] for role in Role if role in open_roles)
    sentence = f"“{page.title}”这一页由{roles}使用，您的角色是{ROLE_NAME[account.role]}。"
    raise NotPermitted(sentence, f"如需使用，请联系{who_helps(account)}。")
