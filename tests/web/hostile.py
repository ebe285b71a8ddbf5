"""What people and attackers put into fields; no page may answer it with a 5xx."""

HOSTILE = [
    "",
    "   ",
    "长" * 30_000,
    "a\x00b\x07c",
    "😀" * 50,
    "ＡＢＣ１２３",
    "<script>alert(1)</script>",
    "'; DROP TABLE complaints; --",
    "%s %(name)s %%",
    "../../etc/passwd",
    "\u202e反向",
]
