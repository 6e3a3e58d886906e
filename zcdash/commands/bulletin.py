"""The bulletin's commands: a draft is kept, the head is set, a bulletin is issued, and stays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from zcdash import auth, queries, store
from zcdash.auth.permissions import Account, Permission
from zcdash.commands.validation import clean_arguments
from zcdash.domain.document import plain_text
from zcdash.errors import InvalidInput
from zcdash.queries.bulletin import Content, Draft, close_of, issued_of, proof, unverified_numbers
from zcdash.store.ledger import Ledger

Written = Callable[[Content, Draft], bytes]
"""How a bulletin in its final words becomes a file; the easel knows."""


@dataclass(frozen=True, slots=True)
class Issued:
    """What became of it: the row's number, the number of the issue, the file's hash."""

    bulletin: int
    number: int
    hash: str


@clean_arguments
def draft_bulletin(ledger: Ledger, account: Account, plan: str, period: str, draft: Draft) -> int:
    """Keep the office's wording of the bulletin of a closed period; the last draft counts. What is as generated is not kept.

    Raises WrongUse where the period is not closed, the bulletin is out, or a paragraph is not of this bulletin.
    """
    auth.permissions.require_permission(account, Permission.DRAFT_BULLETIN)
    close = close_of(ledger, plan, period)["close"]
    _refuse_issued(ledger, plan, close)
    content = queries.bulletin.content(ledger, plan, close)
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
        Permission.DRAFT_BULLETIN,
        plan=plan,
        period=period,
        subject=f"第 {close} 号关账的通报",
        after=f"改写 {len(kept.wording)} 段" if kept != Draft() else "恢复原句",
    )
    return ledger.append(act, "bulletin_draft", [row], precondition=lambda: _refuse_issued(ledger, plan, close))[0]


def _own(content: Content, draft: Draft) -> Draft:
    """Only what differs from what the program says. Raises WrongUse."""
    strange = [key for key in draft.wording if key not in content.paragraphs]
    if strange:
        raise InvalidInput(f"通报里没有这样的段落：{'、'.join(strange)}。", "请刷新后再改。")
    title = " ".join(draft.title.split())
    wording = {key: text.strip() for key, text in draft.wording.items() if text.strip() != content.paragraphs[key].text}
    return replace(
        draft,
        title="" if title == plain_text(content.title) else title,
        wording=wording,
        addressee="" if draft.addressee.strip() == content.addressee else draft.addressee.strip(),
        day=None if draft.day == content.day else draft.day,
        number=None if draft.number == content.next_number else draft.number,
    )


def _refuse_issued(ledger: Ledger, plan: str, close: int) -> None:
    out = issued_of(ledger, plan, close)
    if out:
        advice = "印发的不能再改；确需更正的，请重开、更正、再关账，另发更正通报。"
        raise InvalidInput(f"这次关账的通报已作为第 {out['number']} 期印发。", advice)


@clean_arguments
def issue_bulletin(
    ledger: Ledger, account: Account, plan: str, period: str, write: Written, confirmed: Sequence[str] = ()
) -> Issued:
    """Issue the bulletin of a closed period as its last draft has it: proven, written, numbered, kept for good.

    `confirmed` names the numbers of the office's own that it answers for. Raises NotProven where anything does not agree with
    the ledger, WrongUse where the period is not closed, the bulletin is out already, or a number is not answered for.
    """
    auth.permissions.require_permission(account, Permission.ISSUE_BULLETIN)
    close = close_of(ledger, plan, period)
    _refuse_issued(ledger, plan, close["close"])
    revision = ledger.revision
    content, draft = (
        queries.bulletin.content(ledger, plan, close["close"]),
        queries.bulletin.draft(ledger, close["close"]),
    )
    own = unverified_numbers.unknown(unverified_numbers.unverified_numbers(content, draft))
    open_still = [text for text in own if text not in confirmed]
    if open_still:
        raise InvalidInput(
            f"有 {len(open_still)} 个数在台账中找不到来历：{'、'.join(open_still)}。", "请改回原数，或逐一核对后确认。"
        )
    final = draft.whole(content)
    _refuse_head(ledger, plan, content, final)
    proven = proof.prove(ledger, content)
    data = write(content, final)
    proof.prove_file(data, content, final)
    mark = store.submissions.file_hash(data)
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
        "head": store.audit_log.entries(ledger)[-1]["hash"],
    }
    said_own = f"；经确认的自拟数：{'、'.join(own)}" if own else ""
    act = account.act(
        Permission.ISSUE_BULLETIN,
        plan=plan,
        period=period,
        subject=f"〔{content.year}〕第{final.number}期",
        after=f"{final.title}　{mark[:16]}　重算 {proven.numbers} 个数{said_own}",
    )

    def check_unchanged() -> None:
        if ledger.revision != revision:
            raise InvalidInput("印发时台账刚刚有了变化，没有印发。", "请再点一次。")

    return Issued(ledger.append(act, "bulletin", [row], precondition=check_unchanged)[0], final.number, mark)


def _refuse_head(ledger: Ledger, plan: str, content: Content, final: Draft) -> None:
    """The number must be free and follow, the day lie between the close and today."""
    newest = max((b["number"] for b in queries.bulletin.issued(ledger, plan)), default=0)
    if final.number <= newest:
        raise InvalidInput(
            f"第 {final.number} 期已经用过，最近一期是第 {newest} 期。", f"请用第 {newest + 1} 期或更大的期号。"
        )
    today = queries.clock.today(ledger)
    if not content.day <= final.day <= max(today, content.day):
        raise InvalidInput(f"成文日期 {final.day} 不在关账日 {content.day} 和今天 {today} 之间。", "请改正日期。")


@clean_arguments
def set_bulletin_head(ledger: Ledger, account: Account, mark: str, issuer: str) -> None:
    """The red mark and the issuer of the office's bulletins from now on; empty goes back to the plan's issuer."""
    auth.permissions.require_permission(account, Permission.SET)
    for name, text in (("mark", mark), ("issuer", issuer)):
        plain = " ".join(text.split())
        if plain != store.settings.setting(ledger, f"bulletin_{name}"):
            store.settings.save_setting(
                ledger, f"bulletin_{name}", plain, account.act(Permission.SET, subject="通报版头")
            )
