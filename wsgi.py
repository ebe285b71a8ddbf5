"""The WSGI entry: `wsgi:app`."""

from complaints import create_app

app = create_app()
