"""The vocabularies of the desk: every code that is stored, shown or exchanged. Standard library only.

Labels are English message ids; the catalogues in `translations/` carry the Chinese. `N_` marks them for extraction.
"""

from enum import StrEnum


def N_(message: str) -> str:
    """Mark a message id for the catalogues; the text is translated where it is shown."""
    return message


class Line(StrEnum):
    """Business line 业务条线."""

    TELECOM = "telecom"
    BANKING = "banking"
    AUTO_FINANCE = "auto_finance"
    UTILITIES = "utilities"
    GENERAL = "general"


class Channel(StrEnum):
    """How the complaint came in 渠道."""

    PHONE = "phone"
    BRANCH = "branch"
    WEB = "web"
    APP = "app"
    LETTER = "letter"
    EMAIL = "email"
    SOCIAL = "social"
    TRANSFER = "transfer"


class Language(StrEnum):
    """Language of the wording offered for one complaint."""

    ZH = "zh"
    EN = "en"


class Need(StrEnum):
    """What the complainant needs beneath the demand 心理诉求."""

    COMFORT = "comfort"
    VENT = "vent"
    COMPENSATION = "compensation"
    RESPECT = "respect"
    BALANCE = "balance"


class Temperament(StrEnum):
    """Style heard in this contact only; never kept on a person 沟通风格."""

    DOMINANT = "dominant"
    SOCIABLE = "sociable"
    THINKING = "thinking"
    STEADY = "steady"


class Risk(StrEnum):
    """Risk level 风险, in rising order."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for low … 3 for critical."""
        return list(Risk).index(self)


class FactKind(StrEnum):
    """What sort of statement a noted fact is (SYS-147)."""

    FACT = "fact"
    VIEW = "view"
    PROMISE = "promise"


class Verdict(StrEnum):
    """What the complainant said of the proposals (SYS-005)."""

    ACCEPTS = "accepts"
    ACCEPTS_WITH_CONDITIONS = "accepts_with_conditions"
    NEEDS_TIME = "needs_time"
    REJECTS = "rejects"


class Disposition(StrEnum):
    """How the complaint ended 结案方式; a closed complaint has exactly one."""

    EXPLAINED = "explained"
    CORRECTED = "corrected"
    REFUNDED = "refunded"
    COMPENSATED = "compensated"
    REPAIRED = "repaired"
    APOLOGISED = "apologised"
    STOPPED = "stopped"
    INSTALMENT_PLAN = "instalment_plan"
    TRANSFERRED = "transferred"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class PromiseState(StrEnum):
    """Where a promise stands 承诺."""

    OPEN = "open"
    KEPT = "kept"
    RENEGOTIATED = "renegotiated"
    BROKEN = "broken"


class Outcome(StrEnum):
    """How one callback attempt went."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    WRONG_NUMBER = "wrong_number"
    REFUSED = "refused"
    ASKED_OTHER_TIME = "asked_other_time"


class Result(StrEnum):
    """What a reached complainant said: was it solved?"""

    SOLVED = "solved"
    PARTLY = "partly"
    NOT_SOLVED = "not_solved"


class NoteKind(StrEnum):
    """What sort of note it is; a `letter` is the written notice that proves an exhausted callback."""

    CALL = "call"
    INTERNAL = "internal"
    SMS = "sms"
    LETTER = "letter"


class RedressKind(StrEnum):
    """Money given back (refund) or given beyond what is due (goodwill)."""

    REFUND = "refund"
    GOODWILL = "goodwill"


class RevealPurpose(StrEnum):
    """Why a masked field is shown in clear; kept with the event."""

    CALL = "call"
    VERIFY = "verify"
    LETTER = "letter"
    REVIEW = "review"


LABELS: dict[type[StrEnum], dict[str, str]] = {
    Line: {
        Line.TELECOM: N_("Telecom"),
        Line.BANKING: N_("Banking"),
        Line.AUTO_FINANCE: N_("Auto finance"),
        Line.UTILITIES: N_("Utilities"),
        Line.GENERAL: N_("General"),
    },
    Channel: {
        Channel.PHONE: N_("Phone"),
        Channel.BRANCH: N_("Branch"),
        Channel.WEB: N_("Web"),
        Channel.APP: N_("App"),
        Channel.LETTER: N_("Letter"),
        Channel.EMAIL: N_("E-mail"),
        Channel.SOCIAL: N_("Social media"),
        Channel.TRANSFER: N_("Transfer"),
    },
    Language: {
        Language.ZH: N_("Chinese"),
        Language.EN: N_("English"),
    },
    Need: {
        Need.COMFORT: N_("Comfort"),
        Need.VENT: N_("To be heard out"),
        Need.COMPENSATION: N_("Compensation"),
        Need.RESPECT: N_("Respect"),
        Need.BALANCE: N_("Fairness"),
    },
    Temperament: {
        Temperament.DOMINANT: N_("Brisk"),
        Temperament.SOCIABLE: N_("Tells a story"),
        Temperament.THINKING: N_("Asks for the basis"),
        Temperament.STEADY: N_("Hesitant, worried"),
    },
    Risk: {
        Risk.LOW: N_("Low"),
        Risk.MEDIUM: N_("Medium"),
        Risk.HIGH: N_("High"),
        Risk.CRITICAL: N_("Critical"),
    },
    FactKind: {
        FactKind.FACT: N_("Fact"),
        FactKind.VIEW: N_("View"),
        FactKind.PROMISE: N_("Promise"),
    },
    Verdict: {
        Verdict.ACCEPTS: N_("Accepts"),
        Verdict.ACCEPTS_WITH_CONDITIONS: N_("Accepts with conditions"),
        Verdict.NEEDS_TIME: N_("Needs time"),
        Verdict.REJECTS: N_("Rejects"),
    },
    Disposition: {
        Disposition.EXPLAINED: N_("Explained"),
        Disposition.CORRECTED: N_("Corrected"),
        Disposition.REFUNDED: N_("Refunded"),
        Disposition.COMPENSATED: N_("Compensated"),
        Disposition.REPAIRED: N_("Repaired"),
        Disposition.APOLOGISED: N_("Apologised"),
        Disposition.STOPPED: N_("Practice stopped"),
        Disposition.INSTALMENT_PLAN: N_("Instalment plan"),
        Disposition.TRANSFERRED: N_("Transferred"),
        Disposition.DECLINED: N_("Declined"),
        Disposition.WITHDRAWN: N_("Withdrawn"),
    },
    PromiseState: {
        PromiseState.OPEN: N_("Outstanding"),
        PromiseState.KEPT: N_("Kept"),
        PromiseState.RENEGOTIATED: N_("Renegotiated"),
        PromiseState.BROKEN: N_("Broken"),
    },
    Outcome: {
        Outcome.REACHED: N_("Reached"),
        Outcome.NO_ANSWER: N_("No answer"),
        Outcome.BUSY: N_("Busy"),
        Outcome.WRONG_NUMBER: N_("Wrong number"),
        Outcome.REFUSED: N_("Refused the call"),
        Outcome.ASKED_OTHER_TIME: N_("Asked for another time"),
    },
    Result: {
        Result.SOLVED: N_("Solved"),
        Result.PARTLY: N_("Partly"),
        Result.NOT_SOLVED: N_("Not solved"),
    },
    NoteKind: {
        NoteKind.CALL: N_("Call note"),
        NoteKind.INTERNAL: N_("Internal note"),
        NoteKind.SMS: N_("SMS"),
        NoteKind.LETTER: N_("Written answer"),
    },
    RedressKind: {
        RedressKind.REFUND: N_("Refund"),
        RedressKind.GOODWILL: N_("Goodwill"),
    },
    RevealPurpose: {
        RevealPurpose.CALL: N_("To call the complainant"),
        RevealPurpose.VERIFY: N_("To verify identity"),
        RevealPurpose.LETTER: N_("To write to the complainant"),
        RevealPurpose.REVIEW: N_("To review the case"),
    },
}
"""The words of each vocabulary. They are kept apart, since equal codes of two vocabularies are equal texts."""


def label_of(code: StrEnum) -> str:
    """The message id of a code's word."""
    return LABELS[type(code)][code]
