"""The WSGI entry: `wsgi:app`. A setting or content that cannot be used ends the start with its message alone."""

import sys

from complaints import ConfigError, create_app
from guidance import ContentError

try:
    app = create_app()
except (ConfigError, ContentError) as error:
    sys.exit(str(error))
