"""Journeys in a browser use the fixtures of `tests/browser`."""

from ..browser.conftest import browser, clock, seat, server

__all__ = ["browser", "clock", "seat", "server"]
