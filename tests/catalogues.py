"""The message catalogues: what code and templates say, what the .po files translate, and their compiled twins.

`make messages` compiles (.po to .mo) with Babel, so that nobody needs gettext; tests compare.
"""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("wms", "inventory", "picking", "packing", "templates")
KEYWORDS: dict[str, tuple[object, ...] | None] = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
Key = tuple[str, str]  # context, English text


def project_files(*endings: str) -> list[Path]:
    """Files of ours that git knows or would take, below the rooms."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *ROOMS]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return [ROOT / name for name in sorted(set(names)) if name.endswith(endings) and (ROOT / name).is_file()]


def catalogue_files() -> list[Path]:
    return [path for path in project_files("django.po") if path.parts[-3] == "zh_Hans"]


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def compiled(path: Path) -> bytes:
    """What the .mo beside this .po must hold."""
    buffer = io.BytesIO()
    write_mo(buffer, read(path))
    return buffer.getvalue()


def said_in(path: Path) -> Iterator[Key]:
    """Every text that a template or a module hands to gettext."""
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        shown = templatize(source, origin=str(path))
        source = "\n".join(line.lstrip() for line in shown.splitlines())  # markup's indentation is none of Python's
    lines = io.BytesIO(source.encode())
    for _, message, _, context in extract("python", lines, keywords=KEYWORDS):  # type: ignore[arg-type]
        yield context or "", message[0] if isinstance(message, tuple) else message


def translated() -> dict[Key, str]:
    """Text and its Chinese, over all catalogues; fuzzy and empty ones do not count."""
    found: dict[Key, str] = {}
    for path in catalogue_files():
        for message in read(path):
            texts = message.string if isinstance(message.string, tuple | list) else [message.string]
            english = message.id[0] if isinstance(message.id, tuple | list) else message.id
            if english and all(texts) and not message.fuzzy:
                found[message.context or "", english] = texts[0]
    return found


def is_stale(path: Path) -> bool:
    """Does the .mo beside this .po say something else? Whichever tool compiled it."""
    twin = path.with_suffix(".mo")
    return not twin.exists() or _texts(twin.read_bytes()) != _texts(compiled(path))


def _texts(compiled_catalogue: bytes) -> dict[tuple[str, str], object]:
    catalogue = read_mo(io.BytesIO(compiled_catalogue))
    return {(message.context or "", str(message.id)): message.string for message in catalogue if message.id}


def main(arguments: list[str]) -> int:
    stale = [path for path in catalogue_files() if is_stale(path)]
    for path in stale:
        if "--write" in arguments:
            path.with_suffix(".mo").write_bytes(compiled(path))
        print(path.with_suffix(".mo").relative_to(ROOT))
    return 1 if stale and "--write" not in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
