"""Pictures of goods: whatever is brought becomes one small square WebP without its metadata, named by its content."""

from __future__ import annotations

import hashlib
import io
import os
import re
import uuid
import warnings
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from PIL import Image, ImageOps, UnidentifiedImageError

SIDE = 640  # pixels; the largest place that shows one is 320 CSS pixels wide
QUALITY = 80
PIXELS_MAX = 50_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")
FOLDER = "pictures"
NAME = re.compile(r"[0-9a-f]{32}\.webp")


class NoPicture(Exception):
    """These bytes are no picture that is taken: `code` says why, with its facts."""

    def __init__(self, code: str, **facts: object) -> None:
        self.code = code
        self.facts = facts
        super().__init__(code)


def encoded(content: bytes) -> bytes:
    """The square WebP of a picture: turned upright, fitted on white, nothing of its metadata. Raises NoPicture."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=FORMATS) as found:
                if found.width * found.height > PIXELS_MAX:  # judged by the header, before a pixel is unpacked
                    raise NoPicture(
                        "picture.too_many_pixels", megapixels=_millions(found), limit=PIXELS_MAX // 1_000_000
                    )
                found.thumbnail((SIDE * 2, SIDE * 2))  # first: only one large picture is in memory
                upright = ImageOps.exif_transpose(found)
                flat = _on_white(upright)
    except (UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise NoPicture("picture.not_one") from error
    except (OSError, ValueError, SyntaxError) as error:
        raise NoPicture("picture.broken") from error
    target = io.BytesIO()
    ImageOps.pad(flat, (SIDE, SIDE), color="white").save(target, "WEBP", quality=QUALITY)
    return target.getvalue()


def _millions(found: Image.Image) -> int:
    return -(-found.width * found.height // 1_000_000)


def _on_white(picture: Image.Image) -> Image.Image:
    """Without transparency, of which every page would make something else."""
    rgba = picture.convert("RGBA")
    ground = Image.new("RGBA", rgba.size, "white")
    ground.alpha_composite(rgba)
    return ground.convert("RGB")


def keep_picture(content: bytes) -> str:
    """Encode and store a picture; returns what Sku.picture holds. The same picture is stored once. Raises NoPicture."""
    small = encoded(content)
    name = f"{hashlib.sha256(small).hexdigest()[:32]}.webp"
    path = path_of(name)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{uuid.uuid4().hex}")
        with draft.open("wb") as file:
            file.write(small)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    return f"{FOLDER}/{name}"


def path_of(name: str) -> Path:
    return Path(settings.MEDIA_ROOT) / FOLDER / name[:2] / name


def picture_address(picture: str) -> str:
    """Where a page finds a picture: a stored one behind sign-in, one of the product's own among the static files."""
    if not picture:
        return ""
    folder, _, name = picture.partition("/")
    if folder == FOLDER and NAME.fullmatch(name):
        return reverse("scan:picture", args=[name])
    return static(picture)
