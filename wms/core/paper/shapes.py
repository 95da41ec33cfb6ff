"""Slot marks and arrows as outlines: a thermal head prints no colour, so the shape has to tell the slots apart."""

import math
from dataclasses import dataclass

from reportlab.pdfgen.canvas import Canvas


@dataclass(frozen=True, slots=True)
class SlotMark:
    """Fill, ink on it, and outline name; the colours are those of css/tokens.css, the same as the plastic."""

    fill: str
    ink: str
    shape: str


SLOT_MARKS: dict[int, SlotMark] = {
    1: SlotMark("#1650b0", "#ffffff", "circle"),
    2: SlotMark("#ffd02e", "#1a1400", "triangle"),
    3: SlotMark("#6930b5", "#ffffff", "square"),
    4: SlotMark("#085e69", "#ffffff", "diamond"),
    5: SlotMark("#f58a1f", "#1a0d00", "cross"),
    6: SlotMark("#f08cc0", "#22000f", "star"),
    7: SlotMark("#6b3f18", "#ffffff", "hexagon"),
    8: SlotMark("#f4f4f0", "#14181f", "ring"),
}


def slot_mark(number: int) -> SlotMark:
    """The mark 1–8. Any other is a ValueError."""
    if number not in SLOT_MARKS:
        raise ValueError(f"slot marks are 1 to 8, not {number}")
    return SLOT_MARKS[number]


def _ring(corners: int, *, start: float = 90.0) -> list[tuple[float, float]]:
    angles = [math.radians(start + 360 * corner / corners) for corner in range(corners)]
    return [(math.cos(angle), math.sin(angle)) for angle in angles]


def _star() -> list[tuple[float, float]]:
    outer, inner = _ring(5), _ring(5, start=126)
    return [point for pair in zip(outer, [(x * 0.4, y * 0.4) for x, y in inner], strict=True) for point in pair]


_ARM = 0.34
_OUTLINES: dict[str, list[tuple[float, float]]] = {
    "triangle": [(0, 0.95), (0.98, -0.75), (-0.98, -0.75)],
    "square": [(-0.8, -0.8), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8)],
    "diamond": [(0, 1), (0.8, 0), (0, -1), (-0.8, 0)],
    "cross": [
        *[(-_ARM, 0.95), (_ARM, 0.95), (_ARM, _ARM), (0.95, _ARM), (0.95, -_ARM), (_ARM, -_ARM)],
        *[(_ARM, -0.95), (-_ARM, -0.95), (-_ARM, -_ARM), (-0.95, -_ARM), (-0.95, _ARM), (-_ARM, _ARM)],
    ],
    "star": _star(),
    "hexagon": _ring(6),
    "up": [(0, 1), (0.85, 0.05), (0.36, 0.05), (0.36, -1), (-0.36, -1), (-0.36, 0.05), (-0.85, 0.05)],
    "down": [(0, -1), (0.85, -0.05), (0.36, -0.05), (0.36, 1), (-0.36, 1), (-0.36, -0.05), (-0.85, -0.05)],
}


def draw_shape(canvas: Canvas, shape: str, x: float, y: float, radius: float, ink: str) -> None:
    """Draw a shape around (x, y), points, in the ink colour."""
    canvas.setFillColor(ink)
    canvas.setStrokeColor(ink)
    if shape == "circle":
        canvas.circle(x, y, radius * 0.92, stroke=0, fill=1)
        return
    if shape == "ring":
        canvas.setLineWidth(radius * 0.3)
        canvas.circle(x, y, radius * 0.78, stroke=1, fill=0)
        return
    path = canvas.beginPath()
    for position, (dx, dy) in enumerate(_OUTLINES[shape]):
        (path.moveTo if position == 0 else path.lineTo)(x + dx * radius, y + dy * radius)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)
