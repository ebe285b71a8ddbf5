"""A test client that reads every page as strict HTML5 and refuses what no page of ours may be."""

import re
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

LABELLED = {"input", "select", "textarea"}
UNLABELLED_TYPES = {"hidden", "submit", "button", "reset"}


class CheckingClient(FlaskClient):
    """Checks each HTML answer; `client.raw` turns it off for deliberately broken requests."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send the request and check the page that comes back."""
        response = super().open(*args, **kwargs)
        if response.mimetype == "text/html" and response.status_code not in range(300, 400) and response.text:
            check_page(response.text, partial="HX-Request" in (kwargs.get("headers") or {}))
        return response


def check_page(html: str, *, partial: bool = False) -> None:
    """Raise AssertionError for the first thing that is wrong with a page, in one line."""
    tree = html5lib.HTMLParser(namespaceHTMLElements=False, strict=not partial).parse(html)
    nodes = [node for node in tree.iter() if isinstance(node.tag, str)]
    if not partial:
        _one_title_and_heading(nodes)
    _unique_ids(nodes)
    _labels(nodes)
    _forms(nodes)
    _nothing_inline(nodes)
    _no_raw_slots(html)


def text_of(html: str) -> str:
    """The visible text of a page in one line."""
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    body = tree.find("body")
    return re.sub(r"\s+", " ", "".join(body.itertext())) if body is not None else ""


def _one_title_and_heading(nodes: list[Element]) -> None:
    titles = [node for node in nodes if node.tag == "title" and (node.text or "").strip(" ·")]
    assert titles, "the page has no title"
    headings = [node for node in nodes if node.tag == "h1"]
    assert len(headings) == 1, f"the page has {len(headings)} h1"
    assert next(node for node in nodes if node.tag == "html").get("lang"), "the page has no language"


def _unique_ids(nodes: list[Element]) -> None:
    seen: set[str] = set()
    for node in nodes:
        name = node.get("id")
        assert name is None or name not in seen, f"two elements have the id {name}"
        seen.add(name or "")


def _labels(nodes: list[Element]) -> None:
    named = {node.get("for") for node in nodes if node.tag == "label"}
    inside = {id(field) for node in nodes if node.tag == "label" for field in node.iter()}
    for node in nodes:
        if node.tag not in LABELLED or node.get("type") in UNLABELLED_TYPES:
            continue
        labelled = (
            node.get("aria-label") or node.get("aria-labelledby") or node.get("id") in named or id(node) in inside
        )
        assert labelled, f"the field {node.get('name')} has no label"
    for node in nodes:
        if node.tag in ("button", "a"):
            name = node.get("aria-label") or "".join(node.itertext()).strip()
            assert name, f"a {node.tag} has no name: {node.attrib}"


def _forms(nodes: list[Element]) -> None:
    for node in nodes:
        if node.tag != "form":
            continue
        assert node.get("method"), f"the form to {node.get('action')} has no method"
        if node.get("method", "").lower() == "post":
            names = {field.get("name") for field in node.iter() if isinstance(field.tag, str)}
            assert "csrf_token" in names, f"the form to {node.get('action')} has no csrf_token"


def _nothing_inline(nodes: list[Element]) -> None:
    for node in nodes:
        assert node.tag != "style", "the page has an inline style sheet"
        assert node.tag != "script" or node.get("src"), "the page has an inline script"
        for name in node.attrib:
            assert not name.startswith("on"), f"a {node.tag} has an inline handler {name}"
            assert name != "style", f"a {node.tag} has an inline style"


def _no_raw_slots(html: str) -> None:
    found = re.search(r"\{[a-z_]+\}", re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL))
    assert found is None, f"a raw slot stands on the page: {found[0] if found else ''}"
