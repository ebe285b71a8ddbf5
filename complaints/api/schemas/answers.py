"""What hangs on a complaint, and what is asked beside it. Free text is null for those who may not read it."""

from marshmallow import Schema, fields

from guidance.schema import KINDS, LINT_SEVERITIES

from ...codes import NoteKind, Outcome, PromiseState, RedressKind, Result
from ...steps import Step
from .parts import Answer, BothLanguages, Code, Moment, Money, maybe_moment, maybe_number, maybe_text, rows


class Promise(Answer):
    """What was promised."""

    id = fields.Integer()
    state = Code(PromiseState)
    text = maybe_text()
    owner = maybe_text()
    due_at = Moment()
    evidence = maybe_text()


class Attempt(Answer):
    """One try to reach the complainant."""

    id = fields.Integer()
    at = Moment()
    by = maybe_text()
    outcome = Code(Outcome)
    result = Code(Result, allow_none=True)
    score = maybe_number()
    words = maybe_text()
    asked_for_at = maybe_moment()
    guard_breach = maybe_text()


class Callback(Answer):
    """A promised call back; its state is computed from the attempts."""

    id = fields.Integer()
    number = fields.String()
    state = Code(("due", "trying", "awaiting_notice", "reached", "exhausted"))
    promised_at = Moment()
    next_at = maybe_moment()
    reason = maybe_text()
    attempts = rows(Attempt)


class Tried(Attempt):
    """An attempt just recorded, and where the complaint stands now."""

    callback = fields.Nested(Callback)
    step = Code(Step)
    owner = maybe_text()


class Brief(Answer):
    """Situation, complication and the resolution wanted."""

    situation = maybe_text()
    complication = maybe_text()
    resolution = maybe_text()


class Escalation(Answer):
    """An escalation with who answered it and when."""

    id = fields.Integer()
    number = fields.String()
    level = fields.Integer()
    state = Code(("proposed", "accepted", "taken_over", "handed_back", "settled"))
    reason = maybe_text()
    rule = maybe_text()
    rule_version = maybe_number()
    brief = fields.Nested(Brief)
    proposed_by = maybe_text()
    proposed_at = Moment()
    due_at = maybe_moment()
    accepted_by = maybe_text()
    accepted_at = maybe_moment()
    taken_over_by = maybe_text()
    taken_over_at = maybe_moment()
    handed_back_by = maybe_text()
    handed_back_at = maybe_moment()
    advice = maybe_text()
    settled_at = maybe_moment()
    raised_from = maybe_number()


class Redress(Answer):
    """Money: waiting, approved or refused."""

    id = fields.Integer()
    kind = Code(RedressKind)
    amount = Money()
    state = Code(("waiting", "approved", "refused"))
    reason = maybe_text()
    requested_by = maybe_text()
    requested_at = Moment()
    decided_by = maybe_text()
    decided_at = maybe_moment()


class Note(Answer):
    """A note."""

    id = fields.Integer()
    kind = Code(NoteKind)
    text = maybe_text()
    at = Moment()
    by = maybe_text()


class Attachment(Answer):
    """A kept file; its content is at `/attachments/{id}`."""

    id = fields.Integer()
    filename = maybe_text()
    media_type = fields.String()
    size = fields.Integer(metadata={"description": "Bytes."})
    at = Moment()
    by = maybe_text()


class Event(Answer):
    """One line of history; `texts` is null for those who may not read the narrative."""

    seq = fields.Integer()
    at = Moment()
    kind = fields.String()
    by = maybe_text()
    data = fields.Dict(keys=fields.String())
    texts = fields.Dict(keys=fields.String(), values=maybe_text(), allow_none=True)


class Events(Answer):
    """History, newest first."""

    items = rows(Event)
    next_cursor = maybe_text()


class WhyChosen(Answer):
    """One reason a line was chosen."""

    key = fields.String()
    value = fields.String()
    text = fields.Nested(BothLanguages)


class Suggestion(Answer):
    """A line offered; `filled` is it in the complaint's language with the slots it can fill."""

    id = fields.String()
    kind = Code(KINDS)
    text = fields.Nested(BothLanguages)
    written = fields.Nested(BothLanguages, allow_none=True)
    why = fields.Nested(BothLanguages, allow_none=True)
    instead = fields.Nested(BothLanguages, allow_none=True)
    method = maybe_text()
    citations = fields.List(fields.String())
    reasons = rows(WhyChosen)
    variant_of = maybe_text()
    filled = fields.String()
    unfilled = fields.List(fields.String())


class Suggestions(Answer):
    """What is suggested: the leaf's own lines of each kind first."""

    suggestions = rows(Suggestion)


class Violation(Answer):
    """One breach; offsets are code points of the text as it was sent."""

    rule = fields.String()
    group = fields.String()
    severity = Code(LINT_SEVERITIES)
    start = fields.Integer()
    end = fields.Integer()
    match = fields.String()
    why = fields.Nested(BothLanguages)
    instead = fields.Nested(BothLanguages)


class Violations(Answer):
    """Everything in the text that must not leave the desk."""

    violations = rows(Violation)


class Use(Answer):
    """A wording that was used."""

    id = fields.String()
    used_at = Moment()


class Revealed(Answer):
    """The field in clear, or null when it is not known."""

    field = fields.String()
    value = maybe_text()


class Lack(Answer):
    """One thing a gate asks for."""

    field = fields.String()
    why = fields.String()


class Problem(Schema):
    """A refusal (RFC 9457): `errors` names fields, `missing` what a closed gate asks for; each where it applies."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    errors = fields.Dict(keys=fields.String(), values=fields.String())
    missing = rows(Lack)
