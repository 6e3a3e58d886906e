"""Proposals for key commitments (重点节点), by their printed date or their wording; the office decides in the plan folder.

A key commitment can make its item red by itself, so it must be checkable: a printed date, or the opening, approval or
completion of a named project. Work that is only to be pushed on or prepared is never proposed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from zcdash.domain.model import Commitment
from zcdash.domain.plan import Plan

EFFORT = (
    *("持续", "推进", "推动", "探索", "加强", "加快", "争取", "力争", "继续", "配合", "协助", "准备", "开工前", "抓好"),
    *("做好", "进行", "整理", "扫尾", "尽快", "指导", "月份：", "总结"),
)
"""Words of effort without a checkable outcome."""
OPENING = ("开工", "开业", "启用", "对外免费开放")
APPROVAL = ("批复", "获批", "报批", "通过", "手续全部办完", "办完环评", "办完项目立项")
COMPLETION = ("竣工", "完工", "建成", "投用", "投产", "投入使用", "通车", "验收")
_BUILT = ("完成", "建设")
"""Both words together say that a project is built."""


class KeyProposal(NamedTuple):
    """A commitment with its ground for being key (重点节点), empty where there is none."""

    commitment: Commitment
    ground: str


def ground_for_key(commitment: Commitment) -> str:
    """Return why a commitment may be key, in words that follow its code; empty where nothing speaks for it."""
    text = commitment.text
    if commitment.ongoing or any(word in text for word in EFFORT):
        return ""
    if commitment.exact:
        return f"印有日期 {commitment.due.month}月{commitment.due.day}日"
    if not commitment.project:
        return ""
    if any(word in text for word in COMPLETION) or all(word in text for word in _BUILT):
        return f"{commitment.project}建成或验收"
    if any(word in text for word in APPROVAL):
        return f"{commitment.project}获得批准"
    return f"{commitment.project}开工或启用" if any(word in text for word in OPENING) else ""


def propose_key(plan: Plan) -> Iterator[KeyProposal]:
    """Yield every commitment that is key or may be, with the ground for it."""
    for commitment in plan.commitments:
        ground = ground_for_key(commitment)
        if ground or commitment.key:
            yield KeyProposal(commitment, ground)


def proposal_sentence(proposal: KeyProposal) -> str:
    """Return a proposal as a line for the office."""
    commitment, ground = proposal
    named = f"{commitment.code}（{commitment.project and commitment.project + '：'}{commitment.text}）"
    if not ground:
        return f"{named}已列为重点节点，由督查室认定。"
    state = "已列为重点节点" if commitment.key else "建议列为重点节点，计划中未列"
    return f"{named}{ground}，{state}。"
