"""Bulletins: saving a draft, issuing, and the text of their head."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from zcdash import auth, queries, store
from zcdash.auth.permissions import Account, Permission
from zcdash.commands import two_person
from zcdash.commands.exclusive import exclusive, require_unchanged
from zcdash.commands.validation import clean_arguments
from zcdash.domain.document import plain_text
from zcdash.errors import InvalidInput
from zcdash.queries.bulletin import Content, Draft, close_of, issued_of, proof, unverified_numbers
from zcdash.store.ledger import Ledger

DocxWriter = Callable[[Content, Draft], bytes]
"""Function of `rendering` that writes the final text of a bulletin as a .docx file."""


@dataclass(frozen=True, slots=True)
class IssuedBulletin:
    """An issued bulletin: number of its row, number of the issue, hash of the file."""

    bulletin: int
    number: int
    hash: str


@clean_arguments
@exclusive
def draft_bulletin(ledger: Ledger, account: Account, plan: str, period: str, draft: Draft) -> int:
    """Save the office's wording of the bulletin of a closed period and return the row's number; the last draft counts.

    Only what differs from the generated text is saved. Raises InvalidInput if the period is not closed, the bulletin has been
    issued, or a paragraph is not part of this bulletin.
    """
    auth.permissions.require_permission(account, Permission.DRAFT_BULLETIN)
    close = close_of(ledger, plan, period)["close"]
    _refuse_issued(ledger, plan, close)
    content = queries.bulletin.content(ledger, plan, close)
    changes = _only_changes(content, draft)
    row = {
        "plan": plan,
        "period": period,
        "close": close,
        "text": changes.to_json(),
        "name": account.name,
        "saved_at": ledger.clock(),
    }
    act = account.act(
        Permission.DRAFT_BULLETIN,
        plan=plan,
        period=period,
        subject=f"第 {close} 号关账的通报",
        after=f"改写 {len(changes.wording)} 段" if changes != Draft() else "恢复原句",
    )
    return ledger.append(act, "bulletin_draft", [row])[0]


def _only_changes(content: Content, draft: Draft) -> Draft:
    """Return the draft without the fields that equal the generated text. Raises InvalidInput for an unknown paragraph."""
    unknown = [key for key in draft.wording if key not in content.paragraphs]
    if unknown:
        raise InvalidInput(f"通报里没有这样的段落：{'、'.join(unknown)}。", "请刷新后再改。")
    title = " ".join(draft.title.split())
    wording = {key: text.strip() for key, text in draft.wording.items() if text.strip() != content.paragraphs[key].text}
    return replace(
        draft,
        title="" if title == plain_text(content.title) else title,
        wording=wording,
        addressee="" if draft.addressee.strip() == content.addressee else draft.addressee.strip(),
        day=None if draft.day == content.day else draft.day,
        number=None if draft.number == content.next_number else draft.number,
        signature="",
    )


def _refuse_issued(ledger: Ledger, plan: str, close: int) -> None:
    issued = issued_of(ledger, plan, close)
    if issued:
        advice = "印发的不能再改；确需更正的，请重开、更正、再关账，另发更正通报。"
        raise InvalidInput(f"这次关账的通报已作为第 {issued['number']} 期印发。", advice)


@two_person.confirmable()
@clean_arguments
def issue_bulletin(
    ledger: Ledger, account: Account, plan: str, period: str, write: DocxWriter, confirmed: Sequence[str] = ()
) -> IssuedBulletin:
    """Issue the bulletin of a closed period in the words of its last draft: proven, written, numbered and stored for good.

    `confirmed` lists the numbers typed by the office for which it takes responsibility. Raises NotProven if anything does not
    agree with the ledger, InvalidInput if the period is not closed, the bulletin is issued already, or a number is not
    confirmed.
    """
    auth.permissions.require_permission(account, Permission.ISSUE_BULLETIN)
    auth.reauthentication.require_recent_authentication(ledger, account)
    # Before any query, so that a write in between is noticed.
    revision = ledger.revision
    close = close_of(ledger, plan, period)["close"]
    _refuse_issued(ledger, plan, close)
    content = queries.bulletin.content(ledger, plan, close)
    draft = queries.bulletin.draft(ledger, close)
    typed_numbers = _confirmed_numbers(content, draft, confirmed)
    final = draft.whole(content)
    number = _valid_number(ledger, plan, content, final)
    proven = proof.prove(ledger, content)
    final = _with_signature(ledger, content, final)
    data = write(content, final)
    proof.prove_file(data, content, final)
    row = _issued_row(ledger, account, period, content, final, data)
    own = f"；自写 {len(draft.own(content))} 段、略去 {len(draft.left_out(content))} 段" if draft.wording else ""
    confirmation = f"；经确认的自拟数：{'、'.join(typed_numbers)}" if typed_numbers else ""
    act = account.act(
        Permission.ISSUE_BULLETIN,
        plan=plan,
        period=period,
        subject=f"〔{content.year}〕第{number}期",
        after=f"{final.title}　{row['hash'][:16]}　重算 {proven.numbers} 个数、{proven.statements} 处判断{own}{confirmation}",
    )
    arguments = {"plan": plan, "period": period, "confirmed": typed_numbers}
    shown, wording = replace(act, after=final.title + confirmation), final.to_json()
    two_person.require_second(ledger, account, shown, "issue_bulletin", arguments, wording)
    unchanged = partial(require_unchanged, ledger, account, revision, "印发")
    bulletin = ledger.append(act, "bulletin", [row], precondition=unchanged)[0]
    return IssuedBulletin(bulletin, number, row["hash"])


def _with_signature(ledger: Ledger, content: Content, final: Draft) -> Draft:
    """Return the draft with the signature that it asks for; the log is signed now if no signature covers the close yet."""
    if not final.signed:
        return final
    if not queries.bulletin.signature_text(ledger, content):
        store.signing.sign_head(ledger)
    return replace(final, signature=queries.bulletin.signature_text(ledger, content))


def _issued_row(
    ledger: Ledger, account: Account, period: str, content: Content, final: Draft, data: bytes
) -> dict[str, Any]:
    return {
        "plan": content.plan,
        "period": period,
        "close": content.close,
        "number": final.number,
        "title": final.title,
        "text": final.to_json(),
        "docx": data,
        "hash": store.submissions.file_hash(data),
        "issued_by": account.name,
        "issued_at": ledger.clock(),
        "head": store.audit_log.entries(ledger)[-1]["hash"],
    }


def _confirmed_numbers(content: Content, draft: Draft, confirmed: Sequence[str]) -> list[str]:
    """Return the numbers in the draft that are not in the ledger. Raises InvalidInput if one of them is not confirmed."""
    typed_numbers = unverified_numbers.unknown(unverified_numbers.unverified_numbers(content, draft))
    unconfirmed = [text for text in typed_numbers if text not in confirmed]
    if unconfirmed:
        raise InvalidInput(
            f"有 {len(unconfirmed)} 个数在台账中找不到来历：{'、'.join(unconfirmed)}。",
            "请改回原数，或逐一核对后确认。",
        )
    return typed_numbers


def _valid_number(ledger: Ledger, plan: str, content: Content, final: Draft) -> int:
    """Return the number of the issue. Raises InvalidInput unless it is new and the day lies between the close and today."""
    if final.number is None or final.day is None:
        raise ValueError("the draft is not complete")
    newest = queries.bulletin.newest_number(ledger, content.year)
    if final.number <= newest:
        raise InvalidInput(
            f"第 {final.number} 期已经用过，最近一期是第 {newest} 期。", f"请用第 {newest + 1} 期或更大的期号。"
        )
    today = queries.clock.today(ledger, plan)
    if not content.day <= final.day <= max(today, content.day):
        raise InvalidInput(f"成文日期 {final.day} 不在关账日 {content.day} 和今天 {today} 之间。", "请改正日期。")
    return final.number


@clean_arguments
@exclusive
def set_bulletin_head(ledger: Ledger, account: Account, mark: str, issuer: str) -> None:
    """Set the red mark and the issuer of later bulletins; empty text returns to the plan's issuer."""
    auth.permissions.require_permission(account, Permission.SET)
    for name, text in (("mark", mark), ("issuer", issuer)):
        plain = " ".join(text.split())
        if plain != store.settings.setting(ledger, f"bulletin_{name}"):
            store.settings.save_setting(
                ledger, f"bulletin_{name}", plain, account.act(Permission.SET, subject="通报版头")
            )
