"""The house's own 100x150 mm parcel label, for manual orders that no platform makes a waybill for."""

from collections.abc import Sequence
from dataclasses import dataclass

from .fitting import LEADING, MM, fit_line, fit_lines, shorten, wrap_shortened
from .fonts import text_width
from .sheet import INK, WHITE, Sheet
from .words import word

WAYBILL_SIZE = (100, 150)
EDGE = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PostalAddress:
    """`lines` is the whole address in the country's own order; nothing of it is ever cut."""

    name: str
    phone: str
    lines: str
    country: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaybillLabel:
    """One parcel of a manual order; `number` is both read and scanned."""

    number: str
    carrier: str
    service: str
    order_number: str
    sender: PostalAddress
    recipient: PostalAddress
    weight_grams: int | None = None
    parcel_index: int = 1
    parcel_count: int = 1
    contents: tuple[str, ...] = ()
    warehouse: str = ""


def waybill_fallback(label: WaybillLabel, *, dpi: int = 203, language: str = "zh-hans") -> bytes:
    """PDF of one label, 100x150 mm. Refuses with paper.too_wide, .not_encodable, .text_too_long."""
    sheet = Sheet(width_mm=WAYBILL_SIZE[0], height_mm=WAYBILL_SIZE[1], dpi=dpi, title=label.number)
    _draw_head(sheet, label, language)
    _draw_party(
        sheet, label.recipient, word("to", language), top=16.5, height=43, sizes=(15, 14, 13, 12, 11, 10, 9, 8, 7)
    )
    sheet.rule(0, 60.5, sheet.width_mm)
    _draw_party(sheet, label.sender, word("from", language), top=61.5, height=19, sizes=(9, 8, 7, 6.5))
    sheet.rule(0, 81.5, sheet.width_mm)
    sheet.barcode(0, 84.5, sheet.width_mm, 25, label.number)
    size = fit_line(label.number, (sheet.width_mm - 2 * EDGE) * MM, (16, 14, 12, 10, 9, 8), bold=True)
    sheet.text(sheet.width_mm / 2, 116, label.number, size, bold=True, align="center")
    sheet.rule(0, 119, sheet.width_mm)
    _draw_foot(sheet, label, language)
    sheet.end_page()
    return sheet.pdf()


def _draw_head(sheet: Sheet, label: WaybillLabel, language: str) -> None:
    sheet.box(0, 0, sheet.width_mm, 15, fill=INK)
    room = sheet.width_mm - 2 * EDGE
    service = shorten(label.service, room * 0.4 * MM, 11)
    aside = max(text_width(service, 11), text_width(word("own_label", language), 8)) / MM
    carrier = shorten(label.carrier, (room - aside - 4) * MM, 20, bold=True)
    sheet.text(EDGE, 10.2, carrier, 20, bold=True, ink=WHITE)
    sheet.text(sheet.width_mm - EDGE, 6.8, service, 11, align="right", ink=WHITE)
    sheet.text(sheet.width_mm - EDGE, 11.8, word("own_label", language), 8, align="right", ink=WHITE)


def _draw_party(
    sheet: Sheet, address: PostalAddress, caption: str, *, top: float, height: float, sizes: Sequence[float]
) -> None:
    """Caption in a black box, then name and phone, then the whole address in the largest type that fits."""
    large = max(sizes)
    caption_width = text_width(caption, large, bold=True) / MM + 3
    sheet.box(EDGE, top + 1.5, caption_width, large * 1.35 / MM, fill=INK)
    sheet.text(EDGE + caption_width / 2, top + 1.5 + large / MM, caption, large, bold=True, align="center", ink=WHITE)
    left = EDGE + caption_width + 2.5
    room = (sheet.width_mm - EDGE - left) * MM
    who = "  ".join(part for part in (address.name, address.phone) if part)
    who_size, who_lines = fit_lines(who, room, large * 2 * LEADING, sizes, bold=True)
    y = top + 1.5
    for line in who_lines:
        sheet.text(left, y + who_size / MM, line, who_size, bold=True)
        y += who_size * LEADING / MM
    y += 0.6
    place = " · ".join(part for part in (address.lines, address.country) if part)
    size, lines = fit_lines(place, room, (top + height - y - 0.5) * MM, sizes)
    for line in lines:
        sheet.text(left, y + size / MM, line, size)
        y += size * LEADING / MM


def _draw_foot(sheet: Sheet, label: WaybillLabel, language: str) -> None:
    room = sheet.width_mm - 2 * EDGE
    order = f"{word('order', language)} {label.order_number}"
    parcels = word("parcel_of", language, index=label.parcel_index, count=label.parcel_count)
    size = fit_line(order, room * MM - text_width(parcels, 9, bold=True) - 3 * MM, (10, 9, 8, 7, 6))
    sheet.text(EDGE, 124.5, order, size)
    sheet.text(sheet.width_mm - EDGE, 124.5, parcels, 9, bold=True, align="right")
    facts = [label.warehouse]
    if label.weight_grams is not None:
        facts.append(f"{label.weight_grams:,} g")
    sheet.text(EDGE, 129.5, shorten(" · ".join(fact for fact in facts if fact), room * MM, 9), 9)
    lines = wrap_shortened(" · ".join(label.contents), room * MM, 8, lines=4)
    for position, line in enumerate(lines):
        sheet.text(EDGE, 134.5 + position * 3.7, line, 8)
