#!/usr/bin/env python3
"""Make static/vendor/ out of the front-end packages that package-lock.json pins.

Reads node_modules/ and static/icons.txt, writes the few files that the pages link, one icon sprite, the licence
texts, and manifest.json (package, version, licence and SHA-256 of each file). Standard library only. Exit 0, or 1
with one line naming what is missing.
"""

import hashlib
import json
import shutil
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"
ICON_LIST = ROOT / "static" / "icons.txt"
ICON_PACKAGE = "@tabler/icons"
SPRITE = "icons.svg"
SVG = "http://www.w3.org/2000/svg"

# name in static/vendor -> (package, path inside it)
FILES = {
    "htmx.min.js": ("htmx.org", "dist/htmx.min.js"),
    "tabler.min.css": ("@tabler/core", "dist/css/tabler.min.css"),
    "inter-latin.woff2": ("@fontsource-variable/inter", "files/inter-latin-wght-normal.woff2"),
}


class Missing(Exception):
    """Something the pages need is not among the installed packages."""


def icon_names(text: str) -> list[str]:
    """The icon names of a list with one name a line, in order, without blanks and repeats."""
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def icon_shapes(name: str) -> Iterable[ET.Element]:
    """The drawn shapes of one outline icon, without the invisible square that only bounds it.

    Raises Missing when the package has no icon of that name.
    """
    source = PACKAGES / ICON_PACKAGE / "icons" / "outline" / f"{name}.svg"
    if not source.is_file():
        raise Missing(f"static/icons.txt names the icon “{name}”, which {ICON_PACKAGE} does not have")
    return [shape for shape in ET.parse(source).getroot() if shape.get("stroke") != "none"]


def symbol(name: str) -> ET.Element:
    """One icon as a symbol whose id is its name.

    The width of the stroke is left to the style sheet: as an attribute here it would win over what a page inherits.
    """
    drawn = {"fill": "none", "stroke": "currentColor", "stroke-linecap": "round", "stroke-linejoin": "round"}
    element = ET.Element(f"{{{SVG}}}symbol", {"id": name, "viewBox": "0 0 24 24", **drawn})
    for shape in icon_shapes(name):
        shape.tail = None
        element.append(shape)
    return element


def sprite(names: Iterable[str]) -> bytes:
    """One SVG document with a symbol for each name."""
    root = ET.Element(f"{{{SVG}}}svg")
    root.extend(symbol(name) for name in names)
    ET.indent(root, space="")
    drawn: str = ET.tostring(root, encoding="unicode")
    return f"{drawn}\n".encode()


def package_facts(package: str) -> dict[str, str]:
    """Name, version and licence of an installed package."""
    described = PACKAGES / package / "package.json"
    if not described.is_file():
        raise Missing(f"the package {package} is not installed: npm ci --ignore-scripts")
    facts = json.loads(described.read_text(encoding="utf-8"))
    return {"package": package, "version": facts["version"], "licence": facts["license"]}


def copy_licence(package: str, target: Path) -> None:
    """Copy the licence text of a package that ships one; the others carry it at the head of their files."""
    for text in sorted((PACKAGES / package).glob("LICENSE*")):
        target.mkdir(exist_ok=True)
        shutil.copyfile(text, target / f"{package.strip('@').replace('/', '-')}.txt")


def fill(folder: Path) -> dict[str, str]:
    """Write the vendored files into a folder and return the package that each came from."""
    origins = {name: package for name, (package, _) in FILES.items()}
    for name, (package, inside) in FILES.items():
        source = PACKAGES / package / inside
        if not source.is_file():
            raise Missing(f"{package} has no {inside}: npm ci --ignore-scripts")
        shutil.copyfile(source, folder / name)
    (folder / SPRITE).write_bytes(sprite(icon_names(ICON_LIST.read_text(encoding="utf-8"))))
    return origins | {SPRITE: ICON_PACKAGE}


def manifest(folder: Path, origins: dict[str, str]) -> str:
    """The origin and SHA-256 of each vendored file, as JSON."""
    entries = {
        name: {**package_facts(package), "sha256": hashlib.sha256((folder / name).read_bytes()).hexdigest()}
        for name, package in sorted(origins.items())
    }
    return json.dumps(entries, indent=2) + "\n"


def build() -> None:
    """Replace static/vendor/ in one step, so that a failed build leaves the former one."""
    ET.register_namespace("", SVG)
    with tempfile.TemporaryDirectory(dir=VENDOR.parent, prefix=".vendor-") as made:
        folder = Path(made) / "vendor"
        folder.mkdir()
        origins = fill(folder)
        for package in set(origins.values()):
            copy_licence(package, folder / "licences")
        (folder / "manifest.json").write_text(manifest(folder, origins), encoding="utf-8")
        shutil.rmtree(VENDOR, ignore_errors=True)
        folder.rename(VENDOR)


def main() -> int:
    """Run the build; 0 when static/vendor/ is complete, 1 when something is missing."""
    try:
        build()
    except Missing as fault:
        print(f"vendor: {fault}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
