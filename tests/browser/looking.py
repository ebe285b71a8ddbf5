"""Looking at a screen as the pictures are drawn: wide and on a phone, light and dark, with axe at each."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

WIDE: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}

OPTIONS = {"preload": False, "resultTypes": ["violations"]}
"""Preloading would fetch style sheets again only to look for media queries."""

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def axe(page: Page) -> None:
    """Fail with every accessibility violation axe finds on the page as it stands."""
    found = Axe().run(page, options=OPTIONS)
    assert found.violations_count == 0, f"{page.url} at {page.viewport_size}\n{found.generate_report()}"


def look_at(page: Page, *, dark: bool = True) -> None:
    """Check a screen at 1440 and 390 in light and, unless told otherwise, at 1440 in dark; it is left as it was."""
    page.wait_for_load_state()
    size = page.viewport_size
    assert size is not None
    for shown in (PHONE, WIDE):
        page.set_viewport_size(shown)
        assert page.evaluate(SIDEWAYS) <= 0, f"{page.url} scrolls sideways at {shown['width']}"
        axe(page)
    if dark:
        page.emulate_media(color_scheme="dark")
        axe(page)
        page.emulate_media(color_scheme="light")
    page.set_viewport_size(size)
