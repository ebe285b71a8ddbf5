"""Fixtures of the page tests."""

from contextvars import Context
from typing import Any

import pytest

from ..pages import CheckingClient


@pytest.fixture(autouse=True)
def own_context(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each request begins with nothing of the test's own context, as on a server: own person, language and session."""
    plain = CheckingClient.open

    def opened(client: CheckingClient, *args: Any, **kwargs: Any) -> Any:
        return Context().run(plain, client, *args, **kwargs)

    monkeypatch.setattr(CheckingClient, "open", opened)
