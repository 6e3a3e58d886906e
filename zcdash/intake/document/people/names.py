"""Printed names of units and leaders matched against those that the office knows: one match a name, with its confidence."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from zcdash.domain.plan_proposal import KnownNames, NameMatch
from zcdash.domain.terms import UnitKind
from zcdash.intake.document.given_answers import NO_NAME, POST
from zcdash.intake.document.people.joined_text import without_blanks
from zcdash.intake.document.people.printed_names import may_be_whole
from zcdash.intake.document.people.responsible import NamedRole

_EXACT, _SAME, _ENDING, _LEVEL, _SHORT, _KIN, _SLIP = 1.0, 0.98, 0.95, 0.92, 0.9, 0.8, 0.7
"""Confidence: the name or an alias; but for blanks and brackets; but for 政府 or 办事处; but for the level (区, 周村区);
the short form; another word for the office (局, 办, 委, 中心); one other character."""
_NEAR = 60.0
"""Likeness, of 100, from which a name is shown as near."""
_NEAREST = 3
_MOST_NAMES = 2_000
"""Names of a register beyond which likeness is not looked for."""
_SLIP_SIZE = 4
"""Characters that a name has at least, without its level, for one other character to be called a slip."""

_LEVEL_BEFORE = re.compile(
    r"^(?:[一-鿿]{2,3}?市)?(?!开发|示范|高新|园)[一-鿿]{2,3}?[区县](?=[一-鿿]{3})|^[区县](?=[一-鿿]{2})"
)
_CITY_BRANCH = re.compile(r"^(?:[一-鿿]{2,3}?)?市(?P<field>[一-鿿]{2,8}?)局(?:[一-鿿]{2,3}?)[区县]?分局$")
_PLACE_BEFORE = re.compile(r"^[一-鿿]{2}(?=[一-鿿]{2,8}(?:分局|大队|支队|公司|供电中心)$)")
_ENDING_WORD = re.compile(r"(?<=[镇乡])(?:人民)?政府$|(?<=街道)办事处$|(?<=街道)办$|(?<=[发范]区)管(?:理)?委(?:员)?会$")
_OFFICE_WORD = re.compile(r"(?:委员会|办公室|管理局|管委会|中心|指挥部|[局办委室处])$")
_SHORT_FORMS = (
    ("发展和改革", "发改"), ("发展改革", "发改"), ("人力资源和社会保障", "人社"), ("人力资源社会保障", "人社"),
    ("住房和城乡建设", "住建"), ("住房城乡建设", "住建"), ("教育和体育", "教体"), ("教育体育", "教体"),
    ("工业和信息化", "工信"), ("经济和信息化", "经信"), ("卫生健康", "卫健"), ("卫生和计划生育", "卫计"),
    ("卫生计生", "卫计"), ("文化和旅游", "文旅"), ("文化广电和旅游", "文旅"), ("市场监督管理", "市监"), ("市场监管", "市监"),
    ("应急管理", "应急"), ("退役军人事务", "退役军人"), ("城市管理和行政执法", "城管执法"), ("综合行政执法", "综合执法"),
    ("食品药品监督管理", "食药"), ("食药监", "食药"), ("安全生产监督管理", "安监"), ("质量技术监督", "质监"),
    ("工商行政管理", "工商"), ("国土资源", "国土"), ("环境保护", "环保"), ("文化新闻出版", "文新"),
    ("地方金融监督管理", "金融"), ("地方金融监管", "金融"), ("医疗保障", "医保"), ("农业农村", "农业农村"),
    ("机构编制委员会办公室", "编办"), ("法制办公室", "法制办"), ("残疾人联合会", "残联"), ("妇女联合会", "妇联"),
)  # fmt: skip
_BRACKET = re.compile(r"\([^()]{1,20}\)$")
"""Person or second name behind the name of a unit."""
_TITLE = re.compile(r"^(?:副?[区县市镇]长|常委|书记)|(?:副?[区县市镇]长|同志|常委|书记)$")
_KINDS = (
    (
        UnitKind.GROUP,
        re.compile(
            r"^(?:街道办事处$|各|有关|相关|全体|其他|等|[区县市]级?有关|[区县市]直)|(?:各[^各]{0,8}|有关|相关)(?:部门|单位)|等$"
        ),
    ),
    (UnitKind.ENTERPRISE, re.compile(r"(?:公司|集团|厂|银行|供电中心)$")),
    (UnitKind.ZONE, re.compile(r"(?:开发区|示范区|高新区|园区|度假区)(?:管(?:理)?委(?:员)?会)?$|管委会$")),
    (UnitKind.SUBDISTRICT, re.compile(r"街道(?:办事处|办)?$|办事处$")),
    (UnitKind.TOWN, re.compile(r"[镇乡](?:人民政府|政府)?$")),
)


def kind_of(name: str) -> UnitKind:
    """Return the kind of unit that a printed name speaks of."""
    return next((kind for kind, pattern in _KINDS if pattern.search(name)), UnitKind.DEPARTMENT)


def match_names(found: Sequence[NamedRole], known: KnownNames, decisions: Mapping[str, str]) -> tuple[NameMatch, ...]:
    """Return one match for each printed name, in the order of their first appearance.

    `decisions`: `unit 区环保局` or `leader 张三` → name. A decided name has the confidence 1; `NO_NAME` stays as it is. A name
    that is not known has no name and no confidence; `nearest` are like it, in the register or elsewhere in the document.
    """
    printed = Counter((role.kind, role.name) for role in found)
    registers = {"unit": _Register(known.units, _unit_forms), "leader": _Register(known.leaders, _leader_forms)}
    document = {
        kind: _Register({name: [] for k, name in printed if k == kind}, register.forms)
        for kind, register in registers.items()
    }
    matches = []
    for (kind, name), times in printed.items():
        decided = decisions.get(f"{kind} {name}", "")
        matched, confidence, nearest = (decided, _EXACT, ()) if decided else registers[kind].match(name)
        if not matched and not nearest:
            nearest = document[kind].near(name)
        matches.append(
            NameMatch(printed=name, kind=kind, times=times, name=matched, confidence=confidence, nearest=nearest)
        )
    return tuple(matches)


def name_proposals(match: NameMatch) -> tuple[str, ...]:
    """Return the answers to choose from for a name: itself first where it may be one; another person's post never."""
    if match.kind == "leader":
        is_name, near = not POST.search(match.printed), [n for n in match.nearest if not POST.search(n)]
    else:
        is_name = may_be_whole(match.printed) or kind_of(match.printed) is not UnitKind.DEPARTMENT
        near = list(match.nearest)
    rest = (match.printed, *near) if is_name else (NO_NAME, *near) if match.kind == "leader" else (*near, match.printed)
    return tuple(dict.fromkeys(filter(None, (match.name, *rest, match.printed, NO_NAME))))


FormsOf = Callable[[str], dict[float, str]]
"""Function from a name to its forms: confidence → form under which two names are the same with this confidence."""


class _Register:
    """Known names, to be looked up under each of their forms."""

    def __init__(self, names: Mapping[str, Iterable[str]], forms: FormsOf) -> None:
        self.forms = forms
        self._by_form: dict[tuple[float, str], dict[str, None]] = {}
        self._core: dict[str, dict[str, None]] = {}
        for name, aliases in names.items():
            for each in (name, *aliases):
                for confidence, form in forms(each).items():
                    self._by_form.setdefault((confidence, form), {})[name] = None
                self._core.setdefault(forms(each)[_LEVEL], {})[name] = None

    def match(self, printed: str) -> tuple[str, float, tuple[str, ...]]:
        """Return the name, the confidence and the nearest names; several names under one form are all only near."""
        forms = self.forms(printed)
        for confidence in sorted(forms, reverse=True):
            same = list(self._by_form.get((confidence, forms[confidence]), {}))
            if len(same) == 1:
                return same[0], confidence, ()
            if same:
                return "", 0.0, tuple(same[:_NEAREST])
        nearest, slips = self._alike(forms[_LEVEL])
        if len(slips) == 1:
            name = next(iter(slips))
            return name, _SLIP, tuple(n for n in nearest if n != name)
        return "", 0.0, nearest

    def near(self, printed: str) -> tuple[str, ...]:
        """Return the other names of the register that are like one of them."""
        forms = self.forms(printed)
        same = [
            n for confidence, form in forms.items() for n in self._by_form.get((confidence, form), {}) if n != printed
        ]
        return tuple(dict.fromkeys(same or [n for n in self._alike(forms[_LEVEL])[0] if n != printed]))[:_NEAREST]

    def _alike(self, core: str) -> tuple[tuple[str, ...], set[str]]:
        """Return the names like one without its level, and those of them that differ in one character only."""
        if len(self._core) > _MOST_NAMES:
            return (), set()
        near = process.extract(core, list(self._core), scorer=fuzz.ratio, limit=_NEAREST + 1, score_cutoff=_NEAR)
        nearest = tuple(dict.fromkeys(name for form, _, _ in near for name in self._core[form]))
        slips = {
            name
            for form, _, _ in near
            if len(form) == len(core) >= _SLIP_SIZE and Levenshtein.distance(core, form) == 1
            for name in self._core[form]
        }
        return nearest[: _NEAREST + 1], slips


def _unit_forms(name: str) -> dict[float, str]:
    same = unicodedata.normalize("NFKC", without_blanks(name))
    ending = _ENDING_WORD.sub("", same)
    level = _LEVEL_BEFORE.sub("", _CITY_BRANCH.sub(r"\g<field>分局", ending), count=1)
    short = _BRACKET.sub("", level) if kind_of(same) is not UnitKind.GROUP else level
    for words, form in _SHORT_FORMS:
        short = short.replace(words, form)
    stem = _OFFICE_WORD.sub("", short)
    kin = stem if len(stem) > 1 and not short.endswith(("大队", "分局")) else _PLACE_BEFORE.sub("", short)
    return {_EXACT: name, _SAME: same, _ENDING: ending, _LEVEL: level, _SHORT: short, _KIN: kin}


def _leader_forms(name: str) -> dict[float, str]:
    same = unicodedata.normalize("NFKC", without_blanks(name))
    return {_EXACT: name, _SAME: same, _LEVEL: _TITLE.sub("", _TITLE.sub("", same)) or same}
