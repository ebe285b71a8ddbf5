"""Demo data: invented people, complaints and ninety days of what became of them."""

from .loading import add, missing, must_not_be_real, plan
from .people import PASSWORD, absent, make_people

__all__ = ["PASSWORD", "absent", "add", "make_people", "missing", "must_not_be_real", "plan"]
