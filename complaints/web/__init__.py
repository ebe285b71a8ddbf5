"""The pages: sign-in, desk, logging, handling, escalations, callbacks, lists, people, audit."""

from flask import Flask

from . import (
    access,
    audit,
    callbacks,
    complainants,
    delivery,
    desk,
    drafts,
    errors,
    escalations,
    guard,
    handling,
    headers,
    i18n,
    kept,
    limits,
    lists,
    logging,
    page,
    palette,
    people,
    saved_views,
    together,
)

__all__ = ["init_app"]

BLUEPRINTS = (
    access.bp,
    desk.bp,
    lists.bp,
    logging.bp,
    complainants.bp,
    people.bp,
    audit.bp,
    handling.bp,
    escalations.bp,
    callbacks.bp,
    drafts.bp,
    palette.bp,
    saved_views.bp,
    together.bp,
)


def init_app(app: Flask) -> None:
    """Put the pages, their guard and their error map into the app."""
    i18n.init_app(app)
    guard.init_app(app)
    limits.init_app(app)
    headers.init_app(app)
    page.init_app(app)
    kept.init_app(app)
    errors.init_app(app)
    delivery.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
