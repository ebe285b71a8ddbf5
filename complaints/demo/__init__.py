"""Demo data: invented people, complaints and ninety days of what became of them."""

from .loading import add, missing, plan
from .people import PASSWORD, make_people

__all__ = ["PASSWORD", "add", "make_people", "missing", "plan"]
