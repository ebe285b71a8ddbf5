#!/usr/bin/env python3
"""Print the path of a Chromium that the browser tests can drive, installing one when the machine has none.

Looked for in this order: what CHROMIUM names, /usr/bin/chromium, Debian's packages (as root only), the Chromium of
the npm lock. Exit 0 with the path on standard output, or 1 with one line saying what to install.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SYSTEM = Path("/usr/bin/chromium")
PACKAGED = ROOT / "node_modules" / "@sparticuz" / "chromium" / "bin"
UNPACKED = ROOT / ".venv" / "chromium"
DEBIAN_PACKAGES = ("chromium", "fonts-wqy-microhei")
APT = ("apt-get", "-o", "DPkg::Lock::Timeout=300")
LAUNCHER = '#!/bin/sh\nhere=$(dirname "$(realpath "$0")")\nLD_LIBRARY_PATH="$here/lib" exec "$here/chromium.bin" "$@"\n'


class NoBrowser(Exception):
    """There is no browser here and none can be installed."""


def named() -> Path | None:
    """The browser that CHROMIUM names, if it is set. Raises NoBrowser when nothing runnable lies there."""
    if not (wanted := os.environ.get("CHROMIUM")):
        return None
    if not os.access(wanted, os.X_OK):
        raise NoBrowser(f"CHROMIUM names {wanted}, which cannot be run.")
    return Path(wanted)


def can_use_apt() -> bool:
    """Whether this process may install Debian packages."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def has_chinese_font() -> bool:
    """Whether fontconfig knows a font with Chinese characters; without one, pages are measured with empty boxes."""
    if shutil.which("fc-list") is None:
        return False
    listed = subprocess.run(["fc-list", ":lang=zh", "family"], capture_output=True, text=True, check=False)
    return bool(listed.stdout.strip())


def apt_install() -> None:
    """Install Debian's Chromium and a small Chinese font; what fails shows in what is then found."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (("update", "-qq"), ("install", "-y", "-qq", "--no-install-recommends", *DEBIAN_PACKAGES)):
        subprocess.run([*APT, *command], stdout=sys.stderr, env=environment, check=False)


def system() -> Path | None:
    """Debian's Chromium, installed now with a Chinese font if either is missing and this process is allowed to."""
    if not (SYSTEM.exists() and has_chinese_font()) and can_use_apt():
        apt_install()
    return SYSTEM if SYSTEM.exists() else None


def inflate(name: str) -> bytes:
    """The content of one Brotli file of the npm package."""
    # Imported here: the venv has it only once its packages are installed, and the ways above do without.
    import brotli

    content: bytes = brotli.decompress((PACKAGED / name).read_bytes())
    return content


def unpack() -> None:
    """Lay out the npm package's Chromium, the libraries it needs, and a launcher that finds them."""
    UNPACKED.mkdir(parents=True, exist_ok=True)
    subprocess.run(["tar", "--extract", "--directory", UNPACKED], input=inflate("al2023.tar.br"), check=True)
    for name, content in (("chromium.bin", inflate("chromium.br")), ("chromium", LAUNCHER.encode())):
        (UNPACKED / name).write_bytes(content)
        (UNPACKED / name).chmod(0o755)


def packaged() -> Path | None:
    """The Chromium of the npm lock, installed and unpacked now unless an earlier call did so."""
    launcher = UNPACKED / "chromium"
    if not launcher.exists():
        if subprocess.run([ROOT / "bin" / "ensure", "browser"], check=False).returncode != 0:
            return None
        unpack()
    return launcher


def main() -> int:
    """Print the first browser found; 0, or 1 with a message when there is none."""
    try:
        found = named() or system() or packaged()
        if found is None:
            raise NoBrowser("The browser tests need Chromium. Install the package chromium, or set CHROMIUM to one.")
    except NoBrowser as fault:
        print(f"huiyin: {fault}", file=sys.stderr)
        return 1
    print(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
