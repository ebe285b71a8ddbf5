from playwright.sync_api import expect
from .looking import look_at
import pytest
pytestmark = pytest.mark.browser

@pytest.mark.parametrize("lang", ["en"])
def test_x(seat, lang):
    rep = seat("rep", lang)
    page = rep.page
    errs = []
    def look():
        try:
            look_at(page)
        except AssertionError as e:
            errs.append(str(e)[:3000])
    look()
    page.goto("/complaints/new")
    look()
    page.get_by_label("What was said").fill("Every month 15 yuan too much, I will report you to 12315.")
    page.wait_for_timeout(1500)
    look()
    page.goto("/complaints"); look()
    print("\n".join(errs))
    assert not errs
