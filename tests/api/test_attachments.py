"""Files: taken by kind, kept sealed, given back as they came."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from .conftest import ApiClient, Caller

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


@pytest.fixture
def url(rep: Caller) -> str:
    return f"/complaints/{rep.log()}"


def test_a_file_comes_back_as_it_went_in(rep: Caller, url: str) -> None:
    kept = rep.upload(f"{url}/attachments", PNG, "照片/账单.png")
    assert kept.status_code == 201
    assert kept.json | {"at": None} == {
        "id": kept.json["id"],
        "filename": "账单.png",
        "media_type": "image/png",
        "size": len(PNG),
        "at": None,
        "by": "rep",
    }
    back = rep.get(f"/attachments/{kept.json['id']}")
    assert (back.data, back.mimetype) == (PNG, "image/png")
    assert back.headers["Content-Disposition"] == "attachment; filename*=UTF-8''%E8%B4%A6%E5%8D%95.png"
    assert back.headers["X-Content-Type-Options"] == "nosniff"
    assert rep.get(url).json["attachments"] == [kept.json]
    assert rep.get(f"{url}/events").json["items"][0]["kind"] == "attached"


def test_neither_name_nor_content_can_be_read_in_the_database(app: Flask, rep: Caller, url: str, database: str) -> None:
    rep.upload(f"{url}/attachments", "卡号6222021234567890123".encode(), "周玉琴身份证.txt", "text/plain")
    path = Path(database.removeprefix("sqlite:///"))
    stored = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    assert "周玉琴身份证".encode() not in stored
    assert b"6222021234567890123" not in stored


@pytest.mark.parametrize(
    ("content", "filename", "media_type"),
    [
        (b"MZ\x90\x00", "bill.exe", "application/x-msdownload"),
        (b"MZ\x90\x00", "bill.png", "image/png"),
        (b"<script>alert(1)</script>", "bill.html", "text/html"),
        (b"<svg onload='alert(1)'/>", "bill.svg", "image/svg+xml"),
        (b"\xff\xfe\x00", "bill.txt", "text/plain"),
        (b"", "bill.txt", "text/plain"),
    ],
)
def test_only_some_kinds_are_taken(rep: Caller, url: str, content: bytes, filename: str, media_type: str) -> None:
    answer = rep.upload(f"{url}/attachments", content, filename, media_type)
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["file"])


@pytest.mark.parametrize("filename", ["bad\x01name.png", "长" * 201 + ".png"])
def test_a_name_is_a_short_clean_text(rep: Caller, url: str, filename: str) -> None:
    answer = rep.upload(f"{url}/attachments", PNG, filename)
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["filename"])


@pytest.mark.parametrize("size", [3 * 1024 * 1024 + 1, 5 * 1024 * 1024])
def test_three_megabytes_are_enough(rep: Caller, url: str, size: int) -> None:
    answer = rep.upload(f"{url}/attachments", PNG.ljust(size, b"x"), "bill.png")
    assert (answer.status_code, answer.json["type"]) == (413, "/problems/too_large")
    assert rep.upload(f"{url}/attachments", PNG.ljust(3 * 1024 * 1024, b"x"), "bill.png").status_code == 201


def test_a_form_holds_one_file(rep: Caller, url: str) -> None:
    assert list(rep.post(f"{url}/attachments", None).json) == ["type", "title", "status", "detail"]
    sent = rep.headers | {"If-Match": rep.tag}
    missing = rep.client.post(f"/api/v1{url}/attachments", data={}, content_type="multipart/form-data", headers=sent)
    assert (missing.status_code, list(missing.json["errors"])) == (422, ["file"])
    more = rep.client.post(
        f"/api/v1{url}/attachments", data={"note": "x"}, content_type="multipart/form-data", headers=sent
    )
    assert (more.status_code, list(more.json["errors"])) == (422, ["note"])


def test_a_file_belongs_to_those_who_may_read_the_complaint(
    client: ApiClient, caller: Callable[[str], Caller], rep: Caller, url: str
) -> None:
    kept = rep.upload(f"{url}/attachments", PNG, "bill.png").json["id"]
    for username, status in (("rep2", 200), ("compliance", 200), ("rep3", 403), ("admin", 403)):
        assert caller(username).get(f"/attachments/{kept}").status_code == status
    assert client.get(f"/api/v1/attachments/{kept}").status_code == 401
    assert caller("rep2").upload(f"{url}/attachments", PNG, "x.png").status_code == 403
