"""What templates call most often, made cheap: words, addresses of static files, drawings that come again and again."""

import hashlib
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask, current_app, g, request, url_for
from flask_babel import Domain
from jinja2 import Template
from markupsafe import Markup

from . import i18n

DRAWINGS = 400
"""How many different drawings of one component are kept; beyond that the least used are drawn anew."""

WORDS = 4000
"""How many texts are kept as markup in all languages."""

FINGERPRINT = 10

UNQUOTED = "!$'()*,/:;?@"
"""Signs that stand in the arguments of an address as they are, as in those `url_for` makes."""


class Shared(Template):
    """A template whose macros are made once: all templates know the same names, so none is asked what it lacks."""

    def _get_default_module(self, ctx: Any = None) -> Any:
        return super()._get_default_module()


class Words(Domain):
    """The catalogue of this request's language, looked up once a request."""

    def get_translations(self) -> Any:
        found = g.get("catalogue")
        if found is None:
            found = g.catalogue = super().get_translations()
        return found


domain = Words()


def init_app(app: Flask) -> None:
    """Put them into the app's templates; the catalogue serves Python too."""
    i18n.babel.domain_instance = domain
    common = {"asset": addresses(app), "remembered": remembered, "way": way}
    app.jinja_env.template_class = Shared
    app.jinja_env.globals.update(_=words, gettext=words, ngettext=counted, **common)


def addresses(app: Flask) -> Callable[[str], str]:
    """What gives the address of a static file, with its version so that it can be cached for long."""
    folder = Path(app.static_folder or "")

    @cache
    def versioned(name: str) -> str:
        path = folder / name
        version = hashlib.sha256(path.read_bytes()).hexdigest()[:FINGERPRINT] if path.is_file() else "0"
        return f"{app.static_url_path}/{quote(name)}?v={version}"

    return lambda name: f"{request.script_root}{versioned(name)}"


def way(endpoint: str, **arguments: Any) -> str:
    """`url_for` of a page without variables in its path, which is made once for all requests."""
    path = _path(request.script_root, endpoint)
    given = [(name, value) for name, value in arguments.items() if value is not None]
    return f"{path}?{urlencode(given, safe=UNQUOTED)}" if given else path


@cache
def _path(_root: str, endpoint: str) -> str:
    return url_for(endpoint)


def words(text: str, **values: Any) -> Markup:
    """A text in the reader's language as markup, the values in it escaped."""
    translations = domain.get_translations()
    return _marked(translations, text) % values if values else _whole(translations, text)


def counted(singular: str, plural: str, num: int, **values: Any) -> Markup:
    """The form of a text that fits a number, in the reader's language."""
    return Markup(domain.get_translations().ungettext(singular, plural, num)) % ({"num": num} | values)


def piece(template: str, **values: Any) -> Markup:
    """A piece of a page, drawn apart from it: it knows these values and what all templates know."""
    return Markup(current_app.jinja_env.get_template(template).render(**values))


def remembered(macro: Callable[..., Any]) -> Callable[..., Any]:
    """A macro that depends on its arguments and the language alone, drawn once for each of them."""

    @lru_cache(maxsize=DRAWINGS)
    def drawn(_language: str, _root: str, *args: Any, **named: Any) -> Any:
        return macro(*args, **named)

    def draw(*args: Any, **named: Any) -> Any:
        return drawn(i18n.locale(), request.script_root, *args, **named)

    return draw


@lru_cache(maxsize=WORDS)
def _whole(translations: Any, text: str) -> Markup:
    """A text without values; formatted all the same, so that a doubled percent sign is one."""
    return _marked(translations, text) % {}


@lru_cache(maxsize=WORDS)
def _marked(translations: Any, text: str) -> Markup:
    return Markup(translations.ugettext(text))
