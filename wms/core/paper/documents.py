"""A4 documents: the pick list for a walk without handhelds, and the manifest that the carrier signs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from .errors import NothingToPrint
from .fitting import MM, fit_line, shorten
from .fonts import text_width
from .sheet import Sheet
from .table import HEAD_HEIGHT, Cell, Chip, Column, Line, Row, draw_head, draw_row, paginate, row_height
from .words import word

A4 = (210, 297)
MARGIN = 12.0
WIDTH = A4[0] - 2 * MARGIN
HEAD_BOTTOM = 42.0
FACTS_HEIGHT = 12.0
BOTTOM = A4[1] - 18.0
SIGN_HEIGHT = 44.0
DOCUMENT_DPI = 600

Fact = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentHead:
    """What stands on each page; `made_at` is aware, in the warehouse's own zone, and printed as it is."""

    number: str
    barcode: str
    warehouse: str
    made_at: datetime
    made_by: str
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotShare:
    """Units of a pick row for one slot: mark 1–8, the number on the slot."""

    mark: int
    number: str
    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PickRow:
    """`zone`: where one begins with this row, its code and name; `zone_point`: where the totes wait for it."""

    stop: int
    location: str
    sku_code: str
    name: str
    variant: str
    quantity_units: int
    lot: str = ""
    shares: tuple[SlotShare, ...] = ()
    zone: str = ""
    zone_point: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PickListDocument:
    head: DocumentHead
    rows: tuple[PickRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestRow:
    waybill: str
    order: str
    weight_grams: int
    destination: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestDocument:
    head: DocumentHead
    carrier: str
    rows: tuple[ManifestRow, ...]


def pick_list(document: PickListDocument, *, dpi: int = DOCUMENT_DPI, language: str = "zh-hans") -> bytes:
    """A4 PDF, one row a stop in walking order, under a heading where a zone begins.

    Refuses with paper.nothing_to_print, .too_wide, .text_too_long.
    """
    columns = (
        Column(word("stop", language), 12, "right"),
        Column(word("location", language), 35),
        Column(word("item", language), 76),
        Column(word("quantity", language), 16, "right"),
        Column(word("put_into", language), 33),
        Column(word("done", language), 14, "center"),
    )
    rows = [_pick_row(row, language) for row in document.rows]
    return _render(document.head, word("pick_list", language), columns, rows, dpi=dpi, language=language)


def manifest(document: ManifestDocument, *, dpi: int = DOCUMENT_DPI, language: str = "zh-hans") -> bytes:
    """A4 PDF of parcels with totals and signatures. Refuses with paper.nothing_to_print, .too_wide, .text_too_long."""
    columns = (
        Column(word("row", language), 14, "right"),
        Column(word("waybill", language), 58),
        Column(word("order", language), 56),
        Column(word("destination", language), 32),
        Column(word("weight", language), 26, "right"),
    )
    rows = [_manifest_row(number, row) for number, row in enumerate(document.rows, start=1)]
    total_grams = sum(row.weight_grams for row in document.rows)
    facts = (
        (word("carrier", language), document.carrier),
        (word("parcels", language), f"{len(rows):,}"),
        (word("total_weight", language), f"{total_grams / 1000:,.3f} kg"),
        *document.head.facts,
    )
    head = replace(document.head, facts=facts)
    return _render(head, word("manifest", language), columns, rows, dpi=dpi, language=language, signed=True)


def _pick_row(row: PickRow, language: str) -> Row:
    item = [Line(row.name, most=2), Line(row.variant, 11, bold=True, boxed=True), Line(row.sku_code, 8.5)]
    if row.lot:
        item.append(Line(word("lot", language, lot=row.lot), 8.5, bold=True))
    band = word("zone_from" if row.zone_point else "zone", language, zone=row.zone, point=row.zone_point)
    return (
        Cell((Line(str(row.stop), 10),), band=band if row.zone else ""),
        Cell((Line(row.location, 14, bold=True),)),
        Cell(tuple(line for line in item if line.text)),
        Cell((Line(str(row.quantity_units), 18, bold=True),)),
        Cell(chips=tuple(Chip(share.mark, share.number, share.units) for share in row.shares)),
        Cell(tick=True),
    )


def _manifest_row(number: int, row: ManifestRow) -> Row:
    return (
        Cell((Line(str(number)),)),
        Cell((Line(row.waybill, 10.5, bold=True),)),
        Cell((Line(row.order),)),
        Cell((Line(row.destination),)),
        Cell((Line(f"{row.weight_grams:,}"),)),
    )


def _render(
    head: DocumentHead,
    title: str,
    columns: Sequence[Column],
    rows: Sequence[Row],
    *,
    dpi: int,
    language: str,
    signed: bool = False,
) -> bytes:
    if not rows:
        raise NothingToPrint()
    if head.made_at.tzinfo is None:
        raise ValueError("made_at has no time zone: nobody could tell which day it was")
    sheet = Sheet(width_mm=A4[0], height_mm=A4[1], dpi=dpi, title=f"{title} {head.number}")
    pages = _pages(head, columns, rows, signed=signed)
    for number, page in enumerate(pages, start=1):
        _draw_head(sheet, head, title, language)
        y = HEAD_BOTTOM
        if number == 1 and head.facts:
            _draw_facts(sheet, head.facts, y)
            y += FACTS_HEIGHT
        if page:
            y = draw_head(sheet, columns, x=MARGIN, y=y)
        for row in page:
            y = draw_row(sheet, row, columns, x=MARGIN, y=y)
        if signed and number == len(pages):
            _draw_signatures(sheet, y, language)
        _draw_foot(sheet, head, word("page", language, page=number, pages=len(pages)))
        sheet.end_page()
    return sheet.pdf()


def _pages(head: DocumentHead, columns: Sequence[Column], rows: Sequence[Row], *, signed: bool) -> list[list[Row]]:
    """Rows by page; the signatures get a page of their own when the last one has no room for them."""
    later = BOTTOM - HEAD_BOTTOM - HEAD_HEIGHT
    first = later - (FACTS_HEIGHT if head.facts else 0)
    pages = paginate(rows, columns, first=first, later=later)
    room = first if len(pages) == 1 else later
    if signed and sum(row_height(row, columns) for row in pages[-1]) + SIGN_HEIGHT > room:
        pages.append([])
    return pages


def _draw_head(sheet: Sheet, head: DocumentHead, title: str, language: str) -> None:
    """Title, number, who and when on the left; the number as a barcode on the right."""
    bars = 86.0
    sheet.barcode(A4[0] - MARGIN - bars, MARGIN, bars, 15, head.barcode, align="right")
    sheet.text(A4[0] - MARGIN - 2, MARGIN + 19.5, head.barcode, 9, align="right")
    room = WIDTH - bars - 4
    sheet.text(MARGIN, MARGIN + 6.5, title, 20, bold=True)
    size = fit_line(head.number, room * MM, range(8, 17), bold=True)
    sheet.text(MARGIN, MARGIN + 14.5, head.number, size, bold=True)
    made_at = f"{head.made_at:%Y-%m-%d %H:%M}"
    stamps = (
        (word("warehouse", language), head.warehouse, 72.0),
        (word("made_at", language), made_at, 62.0),
        (word("made_by", language), head.made_by, 50.0),
    )
    x = MARGIN
    for caption, value, width in stamps:
        _draw_fact(sheet, caption, value, x, MARGIN + 25.5, width - 2)
        x += width


def _draw_fact(sheet: Sheet, caption: str, value: str, x: float, y: float, width: float) -> None:
    used = sheet.text(x, y, caption, 8.5) + 1.8
    sheet.text(x + used, y, shorten(value, (width - used) * MM, 9.5, bold=True), 9.5, bold=True)


def _draw_facts(sheet: Sheet, facts: Sequence[Fact], y: float) -> None:
    """Captions over values, side by side in equal widths."""
    width = WIDTH / len(facts)
    for position, (caption, value) in enumerate(facts):
        x = MARGIN + position * width
        sheet.text(x, y + 2, caption, 8.5)
        sheet.text(x, y + 7.6, shorten(value, (width - 2) * MM, 13, bold=True), 13, bold=True)


def _draw_signatures(sheet: Sheet, y: float, language: str) -> None:
    """Two frames to sign in, each with its time."""
    gap = 6.0
    width = (WIDTH - gap) / 2
    for position, key in enumerate(("handed_over_by", "taken_over_by")):
        x = MARGIN + position * (width + gap)
        sheet.box(x, y + 8, width, 30, line_mm=0.3)
        sheet.text(x + 3, y + 14, word(key, language), 9.5, bold=True)
        sheet.text(x + 3, y + 35, word("signed_at", language), 8.5)
        sheet.rule(x + 16, y + 35.4, width - 20, line_mm=0.2)


def _draw_foot(sheet: Sheet, head: DocumentHead, count: str) -> None:
    sheet.rule(MARGIN, A4[1] - 15, WIDTH, line_mm=0.2)
    room = WIDTH * MM - text_width(count, 9) - 6 * MM
    sheet.text(MARGIN, A4[1] - 10.5, shorten(f"准拣 · {head.number}", room, 9), 9)
    sheet.text(A4[0] - MARGIN, A4[1] - 10.5, count, 9, align="right")
