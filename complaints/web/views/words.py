"""Words short enough that a row of choices stays in one line."""

from enum import StrEnum

from flask_babel import gettext

from ...codes import N_, Channel, Line
from ...steps import Step
from ..page import label

SHORT: dict[type[StrEnum], dict[str, str]] = {
    Step: {
        Step.SOOTHE: N_("soothe"),
        Step.DIAGNOSE: N_("diagnose"),
        Step.PROPOSE: N_("propose"),
        Step.CONFIRM: N_("confirm"),
        Step.FOLLOW_UP: N_("follow up"),
    },
    Line: {Line.AUTO_FINANCE: N_("auto"), Line.UTILITIES: N_("utilities")},
    Channel: {Channel.SOCIAL: N_("social")},
}
"""Small letters, so that the message ids differ from those of the whole words; they are shown with a capital."""


def short(code: StrEnum) -> str:
    """The shortest word for a code, 安抚 for 安抚情绪; its usual word when that is short already."""
    message = SHORT.get(type(code), {}).get(code)
    if message is None:
        return label(code)
    word = gettext(message)
    return word[:1].upper() + word[1:]
