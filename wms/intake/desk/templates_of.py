"""The file to fill in: a header in the page's language and one example row, as CSV and as a workbook of text cells."""

from __future__ import annotations

import io

import xlsxwriter

from wms.intake.desk.words import example_of, head_of
from wms.intake.kinds import Kind

WIDTH = 18


def heads(kind: Kind) -> list[str]:
    return [head_of(kind, column.name) for column in kind.columns]


def template_csv(kind: Kind) -> list[list[str]]:
    return [heads(kind), [example_of(column) for column in kind.columns]]


def template_xlsx(kind: Kind) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet(kind.name)
    bold = book.add_format({"bold": True, "bg_color": "#E8EEF7"})
    must = book.add_format({"bold": True, "bg_color": "#FCE8C8"})
    plain = book.add_format({"num_format": "@"})
    sheet.set_column(0, len(kind.columns) - 1, WIDTH, plain)
    sheet.freeze_panes(1, 0)
    for index, column in enumerate(kind.columns):
        sheet.write_string(0, index, head_of(kind, column.name), must if column.is_required else bold)
        sheet.write_string(1, index, example_of(column), plain)
    book.close()
    return buffer.getvalue()
