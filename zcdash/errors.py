"""What can go wrong, each with a sentence for the reader and an advice for the next step.

    ZcdashError
    ├── PlanUnreadable      a plan folder cannot be read as one
    ├── PackInvalid         a rule pack breaks the rules of rule packs
    ├── LedgerUnavailable   the ledger's file, or its disk, cannot be opened, read or written
    ├── NotPermitted        somebody may not do what he asks for, or is not who he says
    ├── TooLate             a period is locked or closed
    ├── NotProven           a document's numbers do not agree with the ledger, or the ledger not with its log
    ├── Unknown             a plan, period, item … that is not in the ledger
    └── WrongUse            arguments that make no sense together

Wrong data in a return is a Finding, not an error; a broken program is a stack trace.
"""


class ZcdashError(Exception):
    """`sentence` says in Chinese what is wrong, `advice` what to do next."""

    def __init__(self, sentence: str, advice: str = "") -> None:
        super().__init__(f"{sentence}{advice}")
        self.sentence = sentence
        self.advice = advice


class PlanUnreadable(ZcdashError):
    """A plan folder cannot be read as one."""


class PackInvalid(ZcdashError):
    """A rule pack breaks the rules of rule packs."""


class LedgerUnavailable(ZcdashError):
    """The ledger's file, or its disk, cannot be opened, read or written."""


class NotFound(ZcdashError):
    """A plan, period, item, unit or indicator that is not in the ledger."""


class InvalidInput(ZcdashError):
    """Arguments that make no sense."""


class NotPermitted(ZcdashError):
    """Somebody may not do what he asks for, or is not who he says."""


class TooLate(ZcdashError):
    """A period is locked or closed."""


class NotProven(ZcdashError):
    """A document's numbers do not agree with the ledger, or the ledger not with its log."""
