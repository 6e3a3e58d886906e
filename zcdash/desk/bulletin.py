"""The bulletin's commands: a draft is kept, the head is set, a bulletin is issued, and stays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from zcdash import board, gate, store
from zcdash.board import bulletin
from zcdash.board.bulletin import Content, Draft, doubts, proof
from zcdash.desk.door import door
from zcdash.errors import WrongUse
from zcdash.gate import Account, Command
from zcdash.pieces import said
from zcdash.store import Ledger

Written = Callable[[Content, Draft], bytes]
"""How a bulletin in its final words becomes a file; the easel knows."""


@dataclass(frozen=True, slots=True)
class Issued:
    """What became of it: the row's number, the number of the issue, the file's hash."""

    bulletin: int
    number: int
    hash: str


@door
def draft_bulletin(ledger: Ledger, account: Account, plan: str, period: str, draft: Draft) -> int:
    """Keep the office's wording of the bulletin of a closed period; the last draft counts. What is as generated is not kept.

    Raises WrongUse where the period is not closed, the bulletin is out, or a paragraph is not of this bulletin.
    """
    gate.permit(account, Command.DRAFT_BULLETIN)
    close = bulletin.close_of(ledger, plan, period)["close"]
    _refuse_issued(ledger, plan, close)
    content = bulletin.content(ledger, plan, close)
    kept = _own(content, draft)
    row = {
        "plan": plan,
        "period": period,
        "close": close,
        "text": kept.to_json(),
        "name": account.name,
        "saved_at": ledger.clock(),
    }
    act = account.act(
        Command.DRAFT_BULLETIN,
        plan=plan,
        period=period,
        subject=f"第 {close} 号关账的通报",
        after=f"改写 {len(kept.wording)} 段" if kept != Draft() else "恢复原句",
    )
    return store.append(ledger, act, "bulletin_draft", [row], still=lambda: _refuse_issued(ledger, plan, close))[0]


def _own(content: Content, draft: Draft) -> Draft:
    """Only what differs from what the program says. Raises WrongUse."""
    strange = [key for key in draft.wording if key not in content.paragraphs]
    if strange:
        raise WrongUse(f"通报里没有这样的段落：{'、'.join(strange)}。", "请刷新后再改。")
    title = " ".join(draft.title.split())
    wording = {key: text.strip() for key, text in draft.wording.items() if text.strip() != content.paragraphs[key].text}
    return replace(
        draft,
        title="" if title == said(content.title) else title,
        wording=wording,
        addressee="" if draft.addressee.strip() == content.addressee else draft.addressee.strip(),
        day=None if draft.day == content.day else draft.day,
        number=None if draft.number == content.next_number else draft.number,
    )


def _refuse_issued(ledger: Ledger, plan: str, close: int) -> None:
    out = bulletin.issued_of(ledger, plan, close)
    if out:
        advice = "印发的不能再改；确需更正的，请重开、更正、再关账，另发更正通报。"
        raise WrongUse(f"这次关账的通报已作为第 {out['number']} 期印发。", advice)


@door
def issue_bulletin(
    ledger: Ledger, account: Account, plan: str, period: str, write: Written, confirmed: Sequence[str] = ()
) -> Issued:
    """Issue the bulletin of a closed period as its last draft has it: proven, written, numbered, kept for good.

    `confirmed` names the numbers of the office's own that it answers for. Raises NotProven where anything does not agree with
    the ledger, WrongUse where the period is not closed, the bulletin is out already, or a number is not answered for.
    """
    gate.permit(account, Command.ISSUE_BULLETIN)
    close = bulletin.close_of(ledger, plan, period)
    _refuse_issued(ledger, plan, close["close"])
    revision = ledger.revision
    content, draft = bulletin.content(ledger, plan, close["close"]), bulletin.draft(ledger, close["close"])
    own = doubts.unknown(doubts.doubts(content, draft))
    open_still = [text for text in own if text not in confirmed]
    if open_still:
        raise WrongUse(
            f"有 {len(open_still)} 个数在台账中找不到来历：{'、'.join(open_still)}。", "请改回原数，或逐一核对后确认。"
        )
    final = draft.whole(content)
    _refuse_head(ledger, plan, content, final)
    proven = proof.prove(ledger, content)
    data = write(content, final)
    proof.prove_file(data, content, final)
    mark = store.file_hash(data)
    row = {
        "plan": plan,
        "period": period,
        "close": close["close"],
        "number": final.number,
        "title": final.title,
        "text": final.to_json(),
        "docx": data,
        "hash": mark,
        "issued_by": account.name,
        "issued_at": ledger.clock(),
        "head": ledger.ask("log")[-1]["hash"],
    }
    said_own = f"；经确认的自拟数：{'、'.join(own)}" if own else ""
    act = account.act(
        Command.ISSUE_BULLETIN,
        plan=plan,
        period=period,
        subject=f"〔{content.year}〕第{final.number}期",
        after=f"{final.title}　{mark[:16]}　重算 {proven.numbers} 个数{said_own}",
    )

    def still() -> None:
        if ledger.revision != revision:
            raise WrongUse("印发时台账刚刚有了变化，没有印发。", "请再点一次。")

    return Issued(store.append(ledger, act, "bulletin", [row], still=still)[0], final.number, mark)


def _refuse_head(ledger: Ledger, plan: str, content: Content, final: Draft) -> None:
    """The number must be free and follow, the day lie between the close and today."""
    newest = max((b["number"] for b in bulletin.issued(ledger, plan)), default=0)
    if final.number <= newest:
        raise WrongUse(
            f"第 {final.number} 期已经用过，最近一期是第 {newest} 期。", f"请用第 {newest + 1} 期或更大的期号。"
        )
    today = board.today(ledger)
    if not content.day <= final.day <= max(today, content.day):
        raise WrongUse(f"成文日期 {final.day} 不在关账日 {content.day} 和今天 {today} 之间。", "请改正日期。")


@door
def set_bulletin_head(ledger: Ledger, account: Account, mark: str, issuer: str) -> None:
    """The red mark and the issuer of the office's bulletins from now on; empty goes back to the plan's issuer."""
    gate.permit(account, Command.SET)
    for name, text in (("mark", mark), ("issuer", issuer)):
        plain = " ".join(text.split())
        if plain != store.value_of(ledger, f"bulletin_{name}"):
            store.set_value(ledger, f"bulletin_{name}", plain, account.act(Command.SET, subject="通报版头"))
