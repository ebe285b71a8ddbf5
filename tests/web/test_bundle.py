"""One style sheet and one script: made from all sources, anew when one changes, in an order that works."""

import gzip
import shutil
from pathlib import Path

import brotli
import pytest

from complaints.web import bundle

STATIC = Path(__file__).parents[2] / "static"


@pytest.fixture
def static(tmp_path: Path) -> Path:
    """A small set of sources."""
    files = {
        "css/bundle.txt": "order\nrows\n",
        "css/order.css": '@layer tabler, base;\n@import url("../vendor/tabler.min.css") layer(tabler);\n',
        "css/rows.css": "@layer base { .rows { color: red } }\n",
        "js/app.js": 'import "./counter.js";\nimport "./key-map.js";\n',
        "js/counter.js": 'import { onLoaded } from "./loaded.js";\nonLoaded(() => {});\n',
        "js/key-map.js": 'import { onLoaded } from "./loaded.js";\nonLoaded(() => {});\n',
        "js/loaded.js": "export function onLoaded(work) { work(); }\n",
        "vendor/tabler.min.css": '@charset "UTF-8";.btn{color:blue}',
        "vendor/htmx.min.js": "var htmx=1",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_every_style_sheet_of_ours_is_named_once() -> None:
    named = (STATIC / "css" / "bundle.txt").read_text(encoding="utf-8").split()
    assert sorted(named) == sorted(path.stem for path in (STATIC / "css").glob("*.css"))


def test_what_is_imported_into_a_layer_stands_in_it(static: Path) -> None:
    text = bundle.stylesheet(static)
    assert "@layer tabler {\n.btn{color:blue}\n}" in text
    assert "@import" not in text
    assert "@charset" not in text
    assert text.index(".btn") < text.index(".rows")


def test_a_module_stands_once_and_after_what_it_needs(static: Path) -> None:
    text = bundle.script(static)
    assert text.startswith("var htmx=1")
    assert text.count("function onLoaded") == 1
    places = [text.index(f"const {name}_module") for name in ("loaded", "counter", "key_map", "app")]
    assert places == sorted(places)
    assert "import" not in text
    assert "export" not in text


def test_what_cannot_be_put_into_one_script_is_named(static: Path) -> None:
    (static / "js" / "loaded.js").write_text("export default 1;\n", encoding="utf-8")
    with pytest.raises(bundle.Unreadable, match=r"loaded\.js: export default 1"):
        bundle.script(static)


def test_it_is_made_anew_when_a_source_changes_and_only_then(static: Path) -> None:
    bundle.build(static)
    made = static / "bundle" / "desk.css"
    made.write_text("touched", encoding="utf-8")
    bundle.build(static)
    assert made.read_text(encoding="utf-8") == "touched"
    (static / "css" / "rows.css").write_text("@layer base { .rows { color: green } }\n", encoding="utf-8")
    bundle.build(static)
    assert "green" in made.read_text(encoding="utf-8")


def test_the_compressed_forms_are_the_same(static: Path) -> None:
    bundle.build(static)
    for name in ("desk.css", "desk.js"):
        content = (static / "bundle" / name).read_bytes()
        assert gzip.decompress((static / "bundle" / f"{name}.gz").read_bytes()) == content
        assert brotli.decompress((static / "bundle" / f"{name}.br").read_bytes()) == content


def test_the_first_view_is_light() -> None:
    bundle.build(STATIC)
    compressed = [STATIC / "bundle" / "desk.css.gz", STATIC / "bundle" / "desk.js.gz"]
    whole = [STATIC / "vendor" / "inter-latin.woff2", STATIC / "vendor" / "icons.svg", STATIC / "img" / "logo.svg"]
    page = 40_000
    assert page + sum(path.stat().st_size for path in [*compressed, *whole]) < 350_000


def test_a_copy_of_the_real_sources_can_be_put_together(tmp_path: Path) -> None:
    for folder in ("css", "js", "vendor"):
        shutil.copytree(STATIC / folder, tmp_path / folder)
    bundle.build(tmp_path)
    assert (tmp_path / "bundle" / "desk.js").stat().st_size > 50_000
