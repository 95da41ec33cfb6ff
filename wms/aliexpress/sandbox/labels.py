"""The carrier's label: a one-page PDF of 100 x 150 mm, written by hand, its bars on whole dots of a 203 dpi printer."""

DOTS_PER_INCH = 203
POINTS_PER_DOT = 72 / DOTS_PER_INCH
POINTS_PER_MM = 72 / 25.4
WIDTH_MM, HEIGHT_MM = 100, 150
# The page is whole dots wide and high (99.97 x 150.02 mm), so that no rasteriser stretches the bars by a fraction.
WIDTH_DOTS, HEIGHT_DOTS = (round(mm / 25.4 * DOTS_PER_INCH) for mm in (WIDTH_MM, HEIGHT_MM))
DOTS_PER_MODULE = 3
QUIET_MODULES = 10

# Bar and space widths of Code 128's 106 symbols and its stop (ISO/IEC 15417).
_WIDTHS = """
212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132
122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212
322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311
112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321
331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122 141221 112214
112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212
124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 114311 411113
411311 113141 114131 311141 411131 211412 211214 211232 2331112
"""
PATTERNS = tuple(_WIDTHS.split())
START_B = 104
STOP = 106


def code128(text: str) -> list[int]:
    """Alternating bar and space widths in modules, in code set B; ValueError for what it cannot hold."""
    values = [ord(character) - 32 for character in text]
    if not values or not all(0 <= value <= 94 for value in values):
        raise ValueError(text)
    check = (START_B + sum(place * value for place, value in enumerate(values, start=1))) % 103
    return [int(width) for value in (START_B, *values, check, STOP) for width in PATTERNS[value]]


def _bars(text: str, bottom_mm: float, height_mm: float) -> list[str]:
    """Rectangles whose left and right edges lie on dots, centred on the page."""
    widths = code128(text)
    left = (WIDTH_DOTS - sum(widths) * DOTS_PER_MODULE) // 2
    if left < QUIET_MODULES * DOTS_PER_MODULE:
        raise ValueError(f"{text} does not fit on the label")
    bottom, height = bottom_mm * POINTS_PER_MM, height_mm * POINTS_PER_MM
    drawn = []
    for place, width in enumerate(widths):
        dots = width * DOTS_PER_MODULE
        if place % 2 == 0:
            x, w = left * POINTS_PER_DOT, dots * POINTS_PER_DOT
            drawn.append(f"{x:.5f} {bottom:.3f} {w:.5f} {height:.3f} re")
        left += dots
    return [*drawn, "f"]


def _text(x_mm: float, y_mm: float, size: float, text: str, font: str = "F1") -> str:
    latin = text.encode("cp1252", "replace")
    escaped = latin.replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)").decode("cp1252")
    x, y = x_mm * POINTS_PER_MM, y_mm * POINTS_PER_MM
    return f"BT /{font} {size:g} Tf {x:.2f} {y:.2f} Td ({escaped}) Tj ET"


def _rule(y_mm: float) -> str:
    y, right = y_mm * POINTS_PER_MM, (WIDTH_MM - 4) * POINTS_PER_MM
    return f"1 w {4 * POINTS_PER_MM:.2f} {y:.2f} m {right:.2f} {y:.2f} l S"


def waybill_label(order: dict, waybill: dict) -> bytes:
    """PDF of one waybill: service, tracking number as Code 128 and text, receiver, order code."""
    buyer, tracking = order["buyer"], waybill["tracking"]
    lines = [
        _text(5, 139, 15, "AliExpress", "F2"), _text(70, 139, 20, buyer["country"], "F2"), _rule(135),
        _text(5, 129, 11, waybill["carrier"].replace("_", " "), "F2"),
        *_bars(tracking, 98, 26), _text(26, 91, 14, tracking, "F2"), _rule(87),
        _text(5, 80, 8, "TO"), _text(12, 80, 12, buyer["name"], "F2"),
        _text(12, 74, 10, buyer["street"]), _text(12, 69, 10, buyer["address2"]),
        _text(12, 64, 10, f"{buyer['zip']} {buyer['city']}, {buyer['province']}"),
        _text(12, 59, 10, buyer["country_name"]),
        _text(12, 54, 10, f"{buyer['phone_country']} {buyer['mobile']}"), _rule(49),
        _text(5, 43, 9, f"Order {order['id']}"), _text(5, 37, 9, f"Logistics {waybill['code']}"),
        _text(5, 31, 9, f"Units {waybill['units']}"), _rule(26),
        _text(5, 19, 8, "Imitation for tests and training: not a postal item."),
    ]  # fmt: skip
    return _pdf("\n".join(lines).encode("cp1252", "replace"))


def bag_paper(title: str, bag: dict) -> bytes:
    """PDF of one bag: its code as Code 128 and text, how many parcels are in it."""
    lines = [
        _text(5, 139, 15, "AliExpress", "F2"), _text(5, 129, 11, title, "F2"), _rule(124),
        *_bars(bag["code"], 84, 30), _text(20, 77, 14, bag["code"], "F2"), _rule(70),
        _text(5, 60, 12, f"Parcels {len(bag['parcels'])}"), _text(5, 52, 9, f"Handover order {bag['order']}"),
        _text(5, 19, 8, "Imitation for tests and training: not a postal item."),
    ]  # fmt: skip
    return _pdf("\n".join(lines).encode("cp1252", "replace"))


def _pdf(content: bytes) -> bytes:
    # cut, not rounded: a hair more would make a rasteriser add a dot and stretch the bars over it
    width, height = (int(dots * POINTS_PER_DOT * 1000) / 1000 for dots in (WIDTH_DOTS, HEIGHT_DOTS))
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width:.3f} {height:.3f}] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>".encode(),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        font % b"Helvetica",
        font % b"Helvetica-Bold",
    ]
    out, places = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(out)
