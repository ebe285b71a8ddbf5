"""Bodies and queries."""

from marshmallow import fields

from guidance.schema import CHANNELS

from ...codes import (
    Channel,
    Disposition,
    FactKind,
    Language,
    Line,
    Need,
    NoteKind,
    Outcome,
    PromiseState,
    RedressKind,
    Result,
    RevealPurpose,
    Risk,
    Temperament,
    Verdict,
)
from ...complainants import REVEALABLE
from ...steps import Move, Step
from .parts import Asked, Code, Moment, Money

STATES = ("open", "closed", "imported", "all")


class Person(Asked):
    """Who complains; the phone in any format."""

    name = fields.String()
    phone = fields.String()
    account = fields.String()
    form_of_address = fields.String()


class NewComplaint(Asked):
    """A complaint to log. `earlier` is the number of the complaint it follows."""

    channel = Code(Channel, required=True)
    line = Code(Line, required=True)
    narrative = fields.String(required=True)
    complainant = fields.Nested(Person)
    language = Code(Language)
    emotion = fields.Integer()
    demand = fields.String()
    cause = fields.String()
    needs = fields.List(Code(Need))
    reference_number = fields.String()
    restatement = fields.String()
    restatement_confirmed = fields.Boolean()
    earlier = fields.String()


class NewFact(Asked):
    """A statement, marked fact, view or promise."""

    kind = Code(FactKind, required=True)
    text = fields.String(required=True)


class NewProposal(Asked):
    """What the desk offers, why, until when, and the money in it."""

    text = fields.String(required=True)
    reason = fields.String()
    due_on = fields.Date()
    amount = Money()
    kind = Code(RedressKind)


class Changes(Asked):
    """Fields of the step the complaint is in, and what it is about. `owner` is a username or null."""

    form_of_address = fields.String()
    emotion_arrival = fields.Integer()
    emotion_now = fields.Integer()
    restatement = fields.String()
    restatement_confirmed = fields.Boolean()
    demand = fields.String()
    cause = fields.String()
    facts = fields.List(fields.Nested(NewFact))
    summary_read_back = fields.Boolean()
    proposals = fields.List(fields.Nested(NewProposal))
    verdict = Code(Verdict)
    needs_time_until = fields.Date()
    own_words = fields.String()
    appeal_told = fields.Boolean()
    accepted_proposals = fields.List(fields.Integer())
    lesson = fields.String()
    disposition = Code(Disposition)
    root_cause = fields.String()
    root_cause_code = fields.String()
    line = Code(Line)
    needs = fields.List(Code(Need))
    language = Code(Language)
    owner = fields.String(allow_none=True)


NewMove = Asked.from_dict(
    {
        "move": Code(Move, required=True),
        "to": Code(Step),
        "fields": fields.Nested(Changes),
        "reason": fields.String(),
        "override": fields.Boolean(),
    },
    name="NewMove",
)
"""A move with what it carries. `override` skips a gate, with the right and a reason."""


class NewNote(Asked):
    """A note; a `letter` is a written answer."""

    text = fields.String(required=True)
    kind = Code(NoteKind)


class NewBrief(Asked):
    """Situation, complication and the resolution wanted."""

    situation = fields.String(required=True)
    complication = fields.String(required=True)
    resolution = fields.String(required=True)


class NewEscalation(Asked):
    """An escalation to level 1, 2 or 3."""

    level = fields.Integer(required=True)
    reason = fields.String(required=True)
    brief = fields.Nested(NewBrief, required=True)


class Advice(Asked):
    """What the one who looked at it advises."""

    advice = fields.String(required=True)


class Reason(Asked):
    """Why."""

    reason = fields.String(required=True)


class NewCallback(Asked):
    """A promised call back."""

    promised_at = Moment(required=True)
    reason = fields.String(required=True)


class NewAttempt(Asked):
    """What happened on a call. `asked_for_at` belongs to `asked_other_time`, result and score to `reached`."""

    outcome = Code(Outcome, required=True)
    at = Moment()
    result = Code(Result)
    score = fields.Integer()
    words = fields.String()
    asked_for_at = Moment()


class NewPromise(Asked):
    """A promise given on the phone."""

    text = fields.String(required=True)
    due_at = Moment(required=True)


class PromiseChange(Asked):
    """How a promise stands, with evidence; a new `due_at` goes with `renegotiated`."""

    state = Code(PromiseState, required=True)
    evidence = fields.String()
    due_at = Moment()


class NewRedress(Asked):
    """Money asked for."""

    amount = Money(required=True)
    kind = Code(RedressKind)
    reason = fields.String(required=True)


class Reveal(Asked):
    """Which masked field, and what for; both stay on record."""

    field = Code(REVEALABLE, required=True)
    purpose = Code(RevealPurpose, required=True)


class UsedWording(Asked):
    """The wording that was inserted."""

    id = fields.String(required=True)


class TextToCheck(Asked):
    """A text that is to leave the desk."""

    text = fields.String(required=True)
    line = Code(Line)
    step = Code(Step)


class NewAttachment(Asked):
    """A file in the field `file`: JPEG, PNG, PDF or plain text, 3 MB at most."""

    file = fields.Raw(required=True, metadata={"type": "string", "contentMediaType": "application/octet-stream"})


class ListQuery(Asked):
    """Filters of the list; `owner` is a username, `me` or `nobody`."""

    step = Code(Step)
    cause = fields.String()
    risk = Code(Risk)
    line = Code(Line)
    owner = fields.String()
    state = Code(STATES)
    q = fields.String(metadata={"description": "A number, a phone or its tail, a name, an account, or words."})
    cursor = fields.String(metadata={"description": "`next_cursor` of the page before."})
    limit = fields.Integer(metadata={"minimum": 1, "maximum": 100, "default": 25})


class EventsQuery(Asked):
    """A page of history."""

    cursor = fields.String(metadata={"description": "`next_cursor` of the page before."})
    limit = fields.Integer(metadata={"minimum": 1, "maximum": 200, "default": 200})


class GuidanceQuery(Asked):
    """What the suggestion is asked for; left out, it is taken from the complaint."""

    step = Code(Step)
    need = Code(Need)
    channel = Code(CHANNELS)
    temperament = Code(Temperament)
