"""Pictures of goods: small, square, without metadata; served to people and devices; everything else told."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from inventory.models import Sku
from inventory.selectors.items import sku_card
from tests.factories.core import DeviceFactory
from tests.factories.inventory import SkuFactory
from tests.intake.conftest import Desk, problems
from wms.core import pictures
from wms.core.outbox import drain_exchanges
from wms.core.pictures import encoded, path_of
from wms.core.templatetags.zhunjian import card
from wms.intake.operations.bring import LANE
from wms.scan.session import enrol

pytestmark = pytest.mark.django_db


def picture(form: str = "JPEG", size: tuple[int, int] = (900, 300), **options: Any) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, (20, 90, 200)).save(buffer, form, **options)
    return buffer.getvalue()


def zipped(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return buffer.getvalue()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF", "BMP"])
def test_any_picture_becomes_a_small_square_one(form: str) -> None:
    made = Image.open(io.BytesIO(encoded(picture(form))))
    assert (made.format, made.size) == ("WEBP", (640, 640))


def test_metadata_is_dropped() -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at the owner's home"
    small = encoded(picture(exif=exif))
    assert b"owner" not in small
    assert not Image.open(io.BytesIO(small)).getexif()


def test_a_zip_names_skus_by_its_files(at_desk: Desk) -> None:
    SkuFactory(code="TEE")
    SkuFactory(code="CAP", picture="img/products/cap.svg")
    row = at_desk.apply("pictures", zipped(TEE__jpg=picture(), CAP__png=picture("PNG", (50, 50))))
    assert (row.state, row.changed_rows) == ("applied", 2)
    tee = Sku.objects.get(code="TEE")
    assert path_of(tee.picture.removeprefix("pictures/")).is_file()
    assert card(tee)["picture"] == sku_card(tee)["picture"] == f"/{tee.picture}"
    row = at_desk.undo(row)
    assert row.state == "undone"
    assert sorted(Sku.objects.values_list("code", "picture")) == [("CAP", "img/products/cap.svg"), ("TEE", "")]
    assert card(Sku.objects.get(code="CAP"))["picture"] == "/static/img/products/cap.svg"


def test_what_is_no_picture_is_told_by_its_file(at_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "PIXELS_MAX", 500_000)
    SkuFactory(code="TEE")
    content = zipped(
        TEE__jpg=picture(),
        A__txt=b"hello",
        B__jpg=picture()[:200],
        C__png=picture("PNG", (1000, 1000)),
        NONE__png=picture("PNG"),
        __MACOSX__x=b"junk",
    )
    row = at_desk.bring("pictures", content, "pictures.zip")
    assert problems(row) == [
        (2, "file", "picture.not_one"),
        (3, "file", "picture.broken"),
        (4, "file", "picture.too_many_pixels"),
        (5, "file", "picture.no_sku"),
    ]
    assert row.changed_rows == 1


def test_a_table_is_no_picture_and_an_empty_zip_holds_none(at_desk: Desk) -> None:
    assert at_desk.bring("pictures", b"sku,name\r\n1,2").refusal_code == "intake.file_wrong_kind"
    assert at_desk.bring("pictures", zipped()).refusal_code == "intake.no_rows"


def test_several_files_at_once(desk: Client) -> None:
    SkuFactory(code="TEE")
    SkuFactory(code="CAP")
    files = [SimpleUploadedFile("TEE.jpg", picture()), SimpleUploadedFile("CAP.jpg", picture(size=(80, 80)))]
    desk.post("/intake/new/pictures/", {"file": files})
    drain_exchanges(LANE, 60)
    assert "2 × TEE.jpg" in desk.get("/intake/").content.decode()


def test_pictures_are_for_people_and_devices_only(desk: Client, at_desk: Desk) -> None:
    SkuFactory(code="TEE")
    at_desk.apply("pictures", zipped(TEE__jpg=picture()))
    address = f"/{Sku.objects.get().picture}"
    answer = desk.get(address)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/webp")
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    stranger = Client()
    assert stranger.get(address).status_code == 403
    stranger.cookies["device"] = enrol(DeviceFactory())
    assert stranger.get(address).status_code == 200
    assert desk.get(f"/pictures/{'0' * 32}.webp").status_code == 404
    assert desk.get("/pictures/../settings.py").status_code == 404
