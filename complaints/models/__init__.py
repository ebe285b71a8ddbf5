"""Rows: typed columns, constraints and read-only properties; no rules and no verbs."""

from .attachments import Attachment
from .callbacks import Attempt, Callback, Promise
from .clocks import Clock
from .complainants import Complainant
from .complaints import Complaint, DayCounter, Fact, Link, Note, Proposal, Visit
from .drafts import Draft
from .escalations import Escalation
from .history import Checkpoint, CheckpointHead, Event, EventText, Ledger
from .jobs import JobRun
from .people import IdempotencyKey, SignInFailure, Team, Token, User
from .redress import Redress
from .risk import RuleFiring, Signal
from .together import Presence, SavedView
from .wording import WordingOffer

__all__ = [
    "Attachment",
    "Attempt",
    "Callback",
    "Checkpoint",
    "CheckpointHead",
    "Clock",
    "Complainant",
    "Complaint",
    "DayCounter",
    "Draft",
    "Escalation",
    "Event",
    "EventText",
    "Fact",
    "IdempotencyKey",
    "JobRun",
    "Ledger",
    "Link",
    "Note",
    "Presence",
    "Promise",
    "Proposal",
    "Redress",
    "RuleFiring",
    "SavedView",
    "SignInFailure",
    "Signal",
    "Team",
    "Token",
    "User",
    "Visit",
    "WordingOffer",
]
