"""The complaint whole, as a line of a list, and as just logged. Free text is null for those who may not read it."""

from marshmallow import fields

from ... import clocks
from ...codes import Channel, Disposition, FactKind, Language, Line, Need, RedressKind, Risk, Verdict
from ...steps import Step
from .answers import Attachment, Callback, Escalation, Note, Promise, Redress
from .parts import Answer, BothLanguages, Code, Moment, Money, maybe_moment, maybe_number, maybe_text, maybe_truth, rows

POLARITIES = ("asserted", "denied", "quoted", "hypothetical", "third_party")


class Signal(Answer):
    """A signal at a span of the narrative, of a note or of a call; offsets are code points."""

    code = fields.String()
    text = maybe_text()
    start = fields.Integer()
    end = fields.Integer()
    polarity = Code(POLARITIES)
    severity = fields.String()
    note = maybe_number()
    attempt = maybe_number()


class FiredRule(Answer):
    """A rule that fired: which version, what it asked for, on which signals."""

    rule = fields.String()
    version = fields.Integer()
    risk = Code(Risk, allow_none=True)
    level = maybe_number()
    signals = fields.List(fields.String())


class RiskLevel(Answer):
    """The level; the score only orders lists."""

    level = Code(Risk)
    score = fields.Integer()


class RiskShown(RiskLevel):
    """The level and why."""

    signals = rows(Signal)
    rules = rows(FiredRule)


class CauseGuess(Answer):
    """A cause that the words point to."""

    code = fields.String()
    family = fields.String()
    confidence = fields.Float()
    words = fields.List(fields.String())


class Stretch(Answer):
    """A stretch of a limit: skipped, counted (so many units), or waited through while it runs on; `why` is a code."""

    starts_at = Moment()
    ends_at = Moment()
    verdict = Code((clocks.SKIPPED, clocks.COUNTED, clocks.RUNS_ON))
    why = Code((clocks.RECEIPT, clocks.NATURAL_DAY, clocks.NEEDS_TIME))
    units = fields.Integer()


class ClockRule(Answer):
    """The rule of a limit and what it rests on; `evidence` says how that was read: L, O, S, S* or M (unverified)."""

    name = fields.Nested(BothLanguages)
    amount = fields.Integer()
    unit = fields.String()
    effective_from = fields.Date()
    reviewed_on = fields.Date()
    citation = maybe_text()
    instrument = fields.Nested(BothLanguages, allow_none=True)
    source = maybe_text()
    evidence = maybe_text()


class Clock(Answer):
    """A time limit: running, late, met or missed, with every stretch of it explained."""

    kind = Code(("regulatory", "service"))
    policy = fields.String()
    due_at = Moment()
    state = Code(("running", "late", "met", "missed"))
    started_at = Moment()
    stopped_at = maybe_moment()
    used = fields.Integer(metadata={"description": "Units begun by now, or by the moment it was stopped."})
    explain = rows(Stretch)
    rule = fields.Nested(ClockRule, allow_none=True)


class PersonShown(Answer):
    """The complainant, masked."""

    name = fields.String()
    phone = fields.String()
    account = fields.String()
    form_of_address = maybe_text()


class Opened(Answer):
    """A complaint just logged: what was read in it and what runs."""

    number = fields.String()
    step = Code(Step)
    risk = fields.Nested(RiskShown)
    suggested_causes = rows(CauseGuess)
    clocks = rows(Clock)
    owner = maybe_text()


class Row(Answer):
    """One line of the list."""

    number = fields.String()
    line = Code(Line)
    channel = Code(Channel)
    step = Code(Step, allow_none=True)
    attempt = fields.Integer()
    cause = maybe_text()
    risk = fields.Nested(RiskLevel)
    escalation_level = fields.Integer()
    owner = maybe_text()
    team = maybe_text()
    complainant = fields.Nested(PersonShown, allow_none=True)
    disposition = Code(Disposition, allow_none=True)
    opened_at = Moment()
    due_at = maybe_moment()
    closed_at = maybe_moment()


class Page(Answer):
    """A page of the list, newest first; `next_cursor` is null on the last."""

    items = rows(Row)
    next_cursor = maybe_text()


class Fact(Answer):
    """A statement that was noted."""

    kind = Code(FactKind)
    text = maybe_text()


class Proposal(Answer):
    """What was offered."""

    text = maybe_text()
    reason = maybe_text()
    due_on = fields.Date(allow_none=True)
    amount = Money(allow_none=True)
    kind = Code(RedressKind, allow_none=True)


class Record(Answer):
    """What was recorded during a visit; fields of other steps are null."""

    form_of_address = maybe_text()
    emotion_arrival = maybe_number()
    emotion_now = maybe_number()
    restatement = maybe_text()
    restatement_confirmed = maybe_truth()
    demand = maybe_text()
    cause = maybe_text()
    facts = rows(Fact)
    summary_read_back = maybe_truth()
    proposals = rows(Proposal)
    verdict = Code(Verdict, allow_none=True)
    needs_time_until = fields.Date(allow_none=True)
    own_words = maybe_text()
    appeal_told = maybe_truth()
    accepted_proposals = fields.List(fields.Integer(), allow_none=True)
    lesson = maybe_text()
    disposition = Code(Disposition, allow_none=True)
    root_cause = maybe_text()
    root_cause_code = maybe_text()


class Visit(Answer):
    """One stay at one step. `by` made the move that ended it, or entered it while it is open."""

    step = Code(Step)
    attempt = fields.Integer()
    entered_at = Moment()
    left_at = maybe_moment()
    move = maybe_text()
    by = maybe_text()
    seconds = fields.Integer(metadata={"description": "How long it lasted, or lasts by now."})
    skipped = fields.List(fields.String())
    record = fields.Nested(Record)


class Link(Answer):
    """Another complaint of the same matter."""

    number = fields.String()
    relation = Code(("earlier", "later"))
    at = Moment()


class Complaint(Answer):
    """A complaint whole."""

    number = fields.String()
    line = Code(Line)
    channel = Code(Channel)
    language = Code(Language)
    step = Code(Step, allow_none=True)
    attempt = fields.Integer()
    reopened = fields.Integer()
    emotion = maybe_number()
    visits = rows(Visit)
    narrative = maybe_text()
    complainant = fields.Nested(PersonShown, allow_none=True)
    reference_number = maybe_text()
    cause = maybe_text()
    demand = maybe_text()
    needs = fields.List(Code(Need))
    facts = rows(Fact)
    proposals = rows(Proposal)
    risk = fields.Nested(RiskShown)
    suggested_causes = rows(CauseGuess)
    clocks = rows(Clock)
    promises = rows(Promise)
    callbacks = rows(Callback)
    escalation_level = fields.Integer()
    escalations = rows(Escalation)
    redress = rows(Redress)
    notes = rows(Note)
    attachments = rows(Attachment)
    links = rows(Link)
    owner = maybe_text()
    team = maybe_text()
    disposition = Code(Disposition, allow_none=True)
    opened_at = Moment()
    due_at = maybe_moment()
    closed_at = maybe_moment()
