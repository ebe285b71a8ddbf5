"""The kinds of value of the API: codes, moments, money, both languages; and how an answer is declared."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from marshmallow import INCLUDE, Schema, fields


class Asked(Schema):
    """A body or a query. A field that is not named is refused."""


class Answer(Schema):
    """An answer. Every named field is there; more may come with a later version."""

    class Meta:
        unknown = INCLUDE

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        """Every field of an answer is always sent."""
        field_obj.required = True


class Code(fields.String):
    """One of a vocabulary's values."""

    def __init__(self, vocabulary: Iterable[Any], *, allow_none: bool = False, **known: Any) -> None:
        values = [str(member) for member in vocabulary] + ([None] if allow_none else [])
        super().__init__(allow_none=allow_none, metadata={"enum": values}, **known)


class Moment(fields.DateTime):
    """A moment in UTC, ISO 8601 with `Z`."""

    def _serialize(self, value: datetime | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else value.astimezone(UTC).isoformat().replace("+00:00", "Z")


class Money(fields.String):
    """Yuan with two decimals, as text so that nothing is rounded."""

    def __init__(self, **known: Any) -> None:
        super().__init__(metadata={"examples": ["75.00"]}, **known)


class BothLanguages(Answer):
    """The same thing said in Chinese and in English."""

    zh = fields.String()
    en = fields.String()


def maybe_text(**known: Any) -> fields.String:
    """A text that may be missing."""
    return fields.String(allow_none=True, **known)


def maybe_moment() -> Moment:
    """A moment that may not have come."""
    return Moment(allow_none=True)


def maybe_number(**known: Any) -> fields.Integer:
    """A whole number that may be missing."""
    return fields.Integer(allow_none=True, **known)


def maybe_truth() -> fields.Boolean:
    """True, false or not said."""
    return fields.Boolean(allow_none=True)


def rows(schema: type[Schema]) -> fields.List:
    """A list of objects."""
    return fields.List(fields.Nested(schema))
