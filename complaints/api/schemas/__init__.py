"""What goes in and what comes out, as marshmallow schemas: they document, they name, they write the answers.

Whether a value may be taken is asked of the verbs alone.
"""
