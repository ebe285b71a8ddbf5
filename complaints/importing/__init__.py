"""Import of old complaints: files read, rows mapped, imported history written."""

from .loading import Refusal, Report, check_columns, examine, import_rows
from .mapping import Mapping, load_mapping
from .table import SourceRow, Table, open_table

__all__ = [
    "Mapping",
    "Refusal",
    "Report",
    "SourceRow",
    "Table",
    "check_columns",
    "examine",
    "import_rows",
    "load_mapping",
    "open_table",
]
