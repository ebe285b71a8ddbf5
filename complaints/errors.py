"""What can be refused, with the one code each refusal has on every edge."""

from collections.abc import Mapping
from typing import ClassVar

from .codes import N_


class ComplaintError(Exception):
    """A refusal that names what is wrong and what to do. `fields` maps a field to its advice (message ids)."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "refused"
    title: ClassVar[str] = N_("Refused")

    def __init__(self, message: str = "", *, fields: Mapping[str, str] | None = None, **values: object) -> None:
        super().__init__(message or self.title)
        self.message = message or self.title
        self.fields = dict(fields or {})
        self.values: dict[str, object] = values


class NotSignedIn(ComplaintError):
    """No valid sign-in or token."""

    status, code, title = 401, "not_signed_in", N_("Sign in first")


class NotAllowed(ComplaintError):
    """The role or the relation to the complaint does not give this right."""

    status, code, title = 403, "not_allowed", N_("You may not do this")


class NotFound(ComplaintError):
    """No such thing, or none that this person may know of."""

    status, code, title = 404, "not_found", N_("Not found")


class Conflict(ComplaintError):
    """The same key was used for something else."""

    status, code, title = 409, "conflict", N_("This key was used for another request")


class Stale(ComplaintError):
    """Somebody changed the complaint since it was read."""

    status, code, title = 412, "stale", N_("This complaint has changed since you opened it")


class TooLarge(ComplaintError):
    """The request is larger than the desk takes."""

    status, code, title = 413, "too_large", N_("This is too large")


class Invalid(ComplaintError):
    """A field has a value that cannot be taken; `fields` says which and what to do."""

    status, code, title = 422, "invalid", N_("Some fields need attention")


class GateClosed(ComplaintError):
    """The gate of the step is closed; `fields` names what is missing, in the order of the gate."""

    status, code, title = 422, "gate", N_("Something is missing before this move")


class WrongStep(ComplaintError):
    """The move or field does not belong to the step the complaint is in."""

    status, code, title = 422, "wrong_step", N_("This cannot be done at this step")


class PreconditionRequired(ComplaintError):
    """A write came without `If-Match`."""

    status, code, title = 428, "precondition_required", N_("Send If-Match with the newest ETag")


class TooMany(ComplaintError):
    """Too many tries; wait until the time in `values['until']`."""

    status, code, title = 429, "too_many", N_("Too many tries")
