"""Errors, each with a sentence for the reader and advice for the next step.

    ZcdashError
    ├── PlanUnreadable      a plan folder cannot be read
    ├── UnreadableDocument  a document of the office cannot be read
    │   └── NeedsConversion        it is of an old kind, and has to be saved as another one first
    ├── PackInvalid         a rule pack breaks the rules for rule packs
    ├── LedgerUnavailable   the ledger's file, or its disk, cannot be opened, read or written
    ├── NotFound            a plan, period, item, unit or indicator that is not in the ledger
    ├── InvalidInput        arguments that make no sense
    ├── NotPermitted        the account may not do this, or the sign-in failed
    │   ├── IdentityUnconfirmed    its person must first prove again who they are
    │   └── CodeRequired           the password was right, and a code of the second factor must follow
    ├── TooLate             the period is locked or closed
    ├── AwaitsConfirmation  an act of two people that is proposed, and waits for the second
    └── NotProven           a document's numbers do not agree with the ledger, or the ledger not with its log

Wrong data in a submission is a Finding, not an error; a bug is any other exception.
"""


class ZcdashError(Exception):
    """Base class. `sentence` says in Chinese what is wrong, `advice` what to do next."""

    def __init__(self, sentence: str, advice: str = "") -> None:
        super().__init__(f"{sentence}{advice}")
        self.sentence = sentence
        self.advice = advice


class PlanUnreadable(ZcdashError):
    """A plan folder that cannot be read."""


class UnreadableDocument(ZcdashError):
    """A document of the office that cannot be read."""


class NeedsConversion(UnreadableDocument):
    """A document of an old kind (.doc, .wps, .xls, .et, .rtf, .odt, .ods) that has to be saved as .docx or .xlsx first.

    `target` is the ending of the kind to save it as: docx or xlsx.
    """

    def __init__(self, sentence: str, advice: str, target: str) -> None:
        super().__init__(sentence, advice)
        self.target = target


class PackInvalid(ZcdashError):
    """A rule pack that breaks the rules for rule packs."""


class LedgerUnavailable(ZcdashError):
    """A ledger whose file or disk cannot be opened, read or written."""


class NotFound(ZcdashError):
    """A plan, period, item, unit or indicator that is not in the ledger."""


class InvalidInput(ZcdashError):
    """Arguments that make no sense."""


class NotPermitted(ZcdashError):
    """An act that the account may not do, or a sign-in that failed."""


class IdentityUnconfirmed(NotPermitted):
    """An act before which the person must prove again who they are."""


class CodeRequired(NotPermitted):
    """A sign-in that needs a code of the second factor. `pending` is the token that the code must come with."""

    def __init__(self, pending: str) -> None:
        super().__init__("还要输入动态口令。", "请输入手机上的六位动态口令。")
        self.pending = pending


class SignInExpired(NotPermitted):
    """A sign-in whose code came too late, or after its password was changed."""


class TooLate(ZcdashError):
    """An act in a period that is locked or closed."""


class AwaitsConfirmation(ZcdashError):
    """An act of two people that is proposed, and waits for the second."""


class NotProven(ZcdashError):
    """Numbers of a document that do not agree with the ledger, or a ledger that does not agree with its log."""
