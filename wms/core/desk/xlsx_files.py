"""A list as a workbook, written row by row to disk; texts stay texts: no formula, no link, no guessed number."""

from __future__ import annotations

import datetime
import tempfile
import zoneinfo
from collections.abc import Iterable, Sequence
from typing import IO, Any

import xlsxwriter
from django.http import FileResponse

from wms.core.desk.csv_files import neutral, plain

MOST_XLSX_ROWS = 100_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NO_TRICKS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
COLUMN_WIDTH = 18


def xlsx_answer(name: str, rows: Iterable[Sequence[object]], zone: zoneinfo.ZoneInfo) -> FileResponse:
    """One sheet; the first of `rows` is its head. The temporary file goes with the answer."""
    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
    book = xlsxwriter.Workbook(file, NO_TRICKS)
    sheet = book.add_worksheet()
    moment, day = (book.add_format({"num_format": form}) for form in ("yyyy-mm-dd hh:mm:ss", "yyyy-mm-dd"))
    bold = book.add_format({"bold": True})
    sheet.freeze_panes(1, 0)
    for index, row in enumerate(rows):
        if index == 0:
            sheet.set_column(0, max(0, len(row) - 1), COLUMN_WIDTH)
            sheet.set_row(0, None, bold)
        for column, value in enumerate(row):
            _write(sheet, index, column, value, moment, day, zone)
    book.close()
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


def _write(sheet: Any, index: int, column: int, value: object, moment: Any, day: Any, zone: zoneinfo.ZoneInfo) -> None:
    if value is None or value == "":
        return
    if isinstance(value, datetime.datetime):
        sheet.write_datetime(index, column, value.astimezone(zone).replace(tzinfo=None), moment)
    elif isinstance(value, datetime.date):
        sheet.write_datetime(index, column, value, day)
    elif isinstance(value, int | float):
        sheet.write_number(index, column, value)
    else:
        sheet.write_string(index, column, str(neutral(plain(value, zone))))
