"""Labels that stay on things and people: one page a label, in the order given."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from .commands import CommandLabel, command_sheet
from .errors import NothingToPrint
from .fitting import LEADING, MM, fit_line, fit_lines, shorten, wrap, wrap_shortened
from .fonts import text_width
from .shapes import slot_mark
from .sheet import INK, WHITE, Sheet
from .words import word

__all__ = [
    "BadgeLabel",
    "CommandLabel",
    "HandlingUnitLabel",
    "LocationLabel",
    "SkuLabel",
    "SlotFace",
    "StationLabel",
    "badge_labels",
    "command_sheet",
    "handling_unit_labels",
    "location_labels",
    "sku_labels",
    "station_labels",
]

Size = tuple[float, float]
Label = TypeVar("Label")

LOCATION_SIZES: tuple[Size, ...] = ((100, 50), (60, 40))
SKU_SIZES: tuple[Size, ...] = ((50, 30), (60, 40))
HANDLING_UNIT_SIZES: tuple[Size, ...] = ((100, 50),)
BADGE_SIZES: tuple[Size, ...] = ((85.6, 54),)
STATION_SIZES: tuple[Size, ...] = ((100, 50),)

HUMAN_READABLE_PT = 7.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationLabel:
    """`code` as people read it (A03-02-15); `barcode` as scanners do; `arrow` points to the place from the label."""

    code: str
    barcode: str
    check_digits: str = ""
    arrow: Literal["", "up", "down"] = ""
    warehouse: str = ""
    zone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SkuLabel:
    """`name` may be shortened; `variant` (colour, size) and `sku_code` never are."""

    sku_code: str
    barcode: str
    name: str
    variant: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotFace:
    """A cart's or wall's slot: `mark` 1–8 chooses colour, shape and colour name; `number` is what stands on it."""

    mark: int
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandlingUnitLabel:
    """A tote, a cart or a slot; `kind` in words ("周转箱"); with `slot` the face of the slot fills the left side."""

    code: str
    barcode: str
    kind: str
    warehouse: str = ""
    slot: SlotFace | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeLabel:
    person_name: str
    person_code: str
    barcode: str
    role: str
    warehouse: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StationLabel:
    name: str
    code: str
    barcode: str
    warehouse: str = ""


def location_labels(
    labels: Sequence[LocationLabel], *, dpi: int = 203, size: Size = (100, 50), language: str = "zh-hans"
) -> bytes:
    """PDF of location labels, 100x50 or 60x40 mm. Refuses with paper.nothing_to_print, .too_wide, .text_too_long."""
    sheet = _sheet(labels, size, LOCATION_SIZES, dpi, "location labels")
    for label in labels:
        _draw_location(sheet, label, language)
        sheet.end_page()
    return sheet.pdf()


def sku_labels(labels: Sequence[SkuLabel], *, dpi: int = 203, size: Size = (50, 30)) -> bytes:
    """PDF of SKU labels, 50x30 or 60x40 mm. Refuses with paper.nothing_to_print, .too_wide, .text_too_long."""
    sheet = _sheet(labels, size, SKU_SIZES, dpi, "SKU labels")
    for label in labels:
        _draw_sku(sheet, label)
        sheet.end_page()
    return sheet.pdf()


def handling_unit_labels(
    labels: Sequence[HandlingUnitLabel], *, dpi: int = 203, size: Size = (100, 50), language: str = "zh-hans"
) -> bytes:
    """PDF of labels for totes, carts and slots. Refuses with paper.nothing_to_print, .too_wide, .text_too_long."""
    sheet = _sheet(labels, size, HANDLING_UNIT_SIZES, dpi, "handling unit labels")
    for label in labels:
        left = _draw_slot_face(sheet, label.slot, language) if label.slot else 0.0
        _draw_plate(sheet, label.kind, label.warehouse, label.code, label.barcode, left=left)
        sheet.end_page()
    return sheet.pdf()


def station_labels(
    labels: Sequence[StationLabel], *, dpi: int = 203, size: Size = (100, 50), language: str = "zh-hans"
) -> bytes:
    """PDF of labels for stations and printers. Refuses with paper.nothing_to_print, .too_wide, .text_too_long."""
    sheet = _sheet(labels, size, STATION_SIZES, dpi, "station labels")
    for label in labels:
        heading = f"{word('station', language)} {label.code}"
        _draw_plate(sheet, heading, label.warehouse, label.name, label.barcode, left=0.0)
        sheet.end_page()
    return sheet.pdf()


def badge_labels(
    labels: Sequence[BadgeLabel], *, dpi: int = 300, size: Size = (85.6, 54), language: str = "zh-hans"
) -> bytes:
    """PDF of badges in card size. Refuses with paper.nothing_to_print, .too_wide, .text_too_long."""
    sheet = _sheet(labels, size, BADGE_SIZES, dpi, "badges")
    for label in labels:
        _draw_badge(sheet, label, language)
        sheet.end_page()
    return sheet.pdf()


def _sheet(labels: Sequence[Label], size: Size, sizes: tuple[Size, ...], dpi: int, title: str) -> Sheet:
    if not labels:
        raise NothingToPrint()
    if tuple(size) not in sizes:
        raise ValueError(f"{title} come in {sizes} mm, not {size}")
    return Sheet(width_mm=size[0], height_mm=size[1], dpi=dpi, title=title)


def _split_code(code: str) -> tuple[str, str]:
    """The aisle part and the last two segments, as the sign on the handheld splits them."""
    segments = code.split("-")
    if len(segments) < 3:
        return "", code
    return "-".join(segments[:-2]) + "-", "-".join(segments[-2:])


def _draw_location(sheet: Sheet, label: LocationLabel, language: str) -> None:
    width, height = sheet.width_mm, sheet.height_mm
    unit = height / 50
    edge = 3.0 * unit
    band = 8.5 * unit
    right = width - edge
    if label.check_digits:
        right -= _draw_check_digits(sheet, label.check_digits, word("check", language), edge, band, unit)
    head = " · ".join(part for part in (label.warehouse, label.zone) if part)
    sheet.text(edge, edge + 3.2 * unit, shorten(head, (right - edge - 2) * MM, 9 * unit), 9 * unit)

    room = width - 2 * edge
    if label.arrow:
        radius = 6.2 * unit
        sheet.shape(label.arrow, width - edge - radius, 21.5 * unit, radius)
        room -= 2 * radius + 2.5 * unit
    _draw_split_code(sheet, label.code, edge, 26.5 * unit, room, 54 * unit)
    bars_bottom = height - edge - 3.4 * unit
    sheet.barcode(0, 30.5 * unit, width, bars_bottom - 30.5 * unit, label.barcode)
    sheet.text(width / 2, height - edge, label.barcode, max(8 * unit, 6.5), align="center")


def _draw_check_digits(sheet: Sheet, digits: str, caption: str, edge: float, band: float, unit: float) -> float:
    """A frame at the top right with the digits that are read back; returns the room it took in mm."""
    size, small = 20 * unit, max(8 * unit, 6.0)
    wide = (text_width(caption, small) + text_width(digits, size, bold=True)) / MM + 5.5 * unit
    left = sheet.width_mm - edge - wide
    sheet.box(left, edge - 1 * unit, wide, band, line_mm=0.4)
    sheet.text(left + 1.8 * unit, edge + 4.6 * unit, caption, small)
    sheet.text(left + wide - 1.8 * unit, edge + 6.0 * unit, digits, size, bold=True, align="right")
    return wide


def _draw_split_code(sheet: Sheet, code: str, x: float, y: float, room: float, largest: float) -> None:
    """Aisle part plain and smaller, the last two segments bold and as large as the line allows."""
    head, tail = _split_code(code)
    ratio = 0.62
    size = largest
    while size > 10 and text_width(head, size * ratio) + text_width(tail, size, bold=True) > room * MM:
        size -= 0.5
    fit_line(tail, room * MM - text_width(head, size * ratio), [size], bold=True)
    used = sheet.text(x, y, head, size * ratio)
    sheet.text(x + used, y, tail, size, bold=True)


def _draw_sku(sheet: Sheet, label: SkuLabel) -> None:
    width, height = sheet.width_mm, sheet.height_mm
    unit = height / 30
    edge = 1.8
    bars_top, bars_bottom = height - 11.6 * unit, height - 4.4 * unit
    y = _draw_variant_and_name(sheet, label, edge, bars_top - 0.8, unit)
    sheet.barcode(0, max(bars_top, y), width, bars_bottom - max(bars_top, y), label.barcode)
    size = fit_line(label.sku_code, (width - 2 * edge) * MM, (8 * unit, 7, 6, 5.5, 5), bold=True)
    sheet.text(width / 2, height - 1.5, label.sku_code, size, bold=True, align="center")


def _draw_variant_and_name(sheet: Sheet, label: SkuLabel, edge: float, bottom: float, unit: float) -> float:
    """The variant takes what it needs, the name gets the rest of the room above the bars: two lines at most."""
    width = sheet.width_mm - 2 * edge
    pad = 0.9
    room = bottom - edge
    y = edge
    size, lines = 0.0, []
    if label.variant:
        size, lines = _fit_variant(label.variant, (width - 2 * pad - 0.4) * MM, (room - 2 * pad) * MM, unit)
    line_mm = size * LEADING / MM
    boxed = len(lines) * line_mm + 2 * pad if lines else 0.0
    name_size = 7.2 * unit
    name_line = name_size * 1.18 / MM
    name_lines = min(2, int((room - boxed) // name_line))
    for line in wrap_shortened(label.name, width * MM, name_size, lines=name_lines):
        sheet.text(edge, y + name_line * 0.8, line, name_size)
        y += name_line
    if lines:
        y = max(y + 0.3, bottom - boxed - 0.2)
        widest = max(text_width(line, size, bold=True) for line in lines) / MM
        sheet.box(edge, y, min(widest + 2 * pad + 0.4, width), boxed, line_mm=0.3)
        for position, line in enumerate(lines):
            sheet.text(edge + pad + 0.2, y + pad + line_mm * (position + 0.78), line, size, bold=True)
    return bottom


def _fit_variant(variant: str, width: float, height: float, unit: float) -> tuple[float, list[str]]:
    """One line in good type, else several in the largest that fits: the fewer lines, the more of the name stays."""
    good = [step * unit for step in (11, 10, 9, 8, 7.5)]
    for size in good:
        if len(lines := wrap(variant, width, size, bold=True)) == 1:
            return size, lines
    return fit_lines(
        variant, width, height, [*(size for size in good if size < 9 * unit), 7, 6.5, 6, 5.5, 5], bold=True
    )


def _draw_slot_face(sheet: Sheet, slot: SlotFace, language: str) -> float:
    """Colour, shape, number and colour name; framed, because on a thermal head the lighter colours turn white."""
    mark = slot_mark(slot.mark)
    side = 34.0
    sheet.box(0, 0, side, sheet.height_mm, fill=mark.fill, line_mm=0.6)
    sheet.shape(mark.shape, side / 2, 11, 7.2, ink=mark.ink)
    size = fit_line(slot.number, (side - 4) * MM, (52, 44, 36, 30, 24, 18, 14), bold=True)
    sheet.text(side / 2, 28.5 + size * 0.365 / MM, slot.number, size, bold=True, align="center", ink=mark.ink)
    name = word(f"slot_{slot.mark}", language)
    sheet.text(side / 2, sheet.height_mm - 4.2, name, 17, bold=True, align="center", ink=mark.ink)
    return side


def _draw_plate(sheet: Sheet, heading: str, warehouse: str, name: str, barcode: str, *, left: float) -> None:
    """Heading, one large name and the barcode, right of `left` mm."""
    edge = 3.0
    x, room = left + edge, sheet.width_mm - left - 2 * edge
    head_width = text_width(heading, 12, bold=True) / MM
    sheet.text(x, 7.4, shorten(heading, room * MM, 12, bold=True), 12, bold=True)
    aside = shorten(warehouse, max(room - head_width - 3, 0) * MM, 9)
    if warehouse and len(aside) > 1:
        sheet.text(sheet.width_mm - edge, 7.4, aside, 9, align="right")
    largest = 52 if name.isascii() else 40  # a Chinese character fills its square, a capital only three quarters of it
    size = fit_line(name, room * MM, range(12, largest + 1, 2), bold=True)
    sheet.text(left + edge, 17.6 + size * 0.365 / MM, name, size, bold=True)
    sheet.barcode(left + (1 if left else 0), 27.5, sheet.width_mm - left - (1 if left else 0), 15.5, barcode)
    sheet.text((sheet.width_mm + left) / 2, 47, barcode, HUMAN_READABLE_PT + 1, align="center")


def _draw_badge(sheet: Sheet, label: BadgeLabel, language: str) -> None:
    width, height, edge = sheet.width_mm, sheet.height_mm, 4.5
    sheet.box(0, 0, width, 10.5, fill=INK)
    sheet.text(edge, 7.2, "准拣", 14, bold=True, ink=WHITE)
    aside = shorten(label.warehouse or word("badge", language), (width - 2 * edge - 14) * MM, 10)
    sheet.text(width - edge, 7.0, aside, 10, align="right", ink=WHITE)
    room = (width - 2 * edge) * MM
    size = fit_line(label.person_name, room, range(10, 33), bold=True)
    sheet.text(edge, 19.2 + size * 0.365 / MM, label.person_name, size, bold=True)
    code_width = text_width(label.person_code, 11) / MM
    sheet.text(edge, 30.2, shorten(label.role, room - (code_width + 4) * MM, 13), 13)
    sheet.text(width - edge, 30.2, label.person_code, 11, align="right")
    sheet.barcode(0, 33.5, width, 13.5, label.barcode)
    sheet.text(width / 2, height - 3.2, label.barcode, HUMAN_READABLE_PT + 1, align="center")
