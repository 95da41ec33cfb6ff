"""CSV that a spreadsheet opens as data: no cell of it can be a formula, and it streams row by row."""

from __future__ import annotations

import csv
import datetime
import zoneinfo
from collections.abc import Iterable, Iterator, Sequence

from django.http import StreamingHttpResponse
from django.utils.translation import get_language, override

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


class _Echo:
    """A file that hands back each line instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def neutral(value: object) -> object:
    """Text that would begin a formula gets an apostrophe before it; numbers stay numbers."""
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def plain(value: object, zone: zoneinfo.ZoneInfo | None) -> object:
    """A cell as CSV has it: times with the warehouse's offset, to the millisecond; yes and no as 1 and 0."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime.datetime):
        return value.astimezone(zone).isoformat(timespec="milliseconds")
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value if isinstance(value, int | float) else str(value)


def csv_answer(
    name: str, rows: Iterable[Sequence[object]], zone: zoneinfo.ZoneInfo | None = None
) -> StreamingHttpResponse:
    """UTF-8 with its mark, so that Excel reads Chinese. `zone` is the clock of its times.

    It is streamed after the page's language has been put away: each row is made in the language of who asked.
    """
    language, source = get_language(), iter(rows)

    def lines() -> Iterator[str]:
        writer = csv.writer(_Echo())
        yield "\ufeff"
        while True:
            with override(language):
                row = next(source, None)
                cells = None if row is None else [neutral(plain(value, zone)) for value in row]
            if cells is None:
                return
            yield writer.writerow(cells)

    answer = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
