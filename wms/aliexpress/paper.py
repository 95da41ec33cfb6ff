"""The evidence bundle on paper: every exchange about one order or SKU, oldest first, as it was kept."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime

from wms.aliexpress.models import Evidence
from wms.core.models import Warehouse
from wms.core.paper.fonts import text_width
from wms.core.paper.sheet import Sheet

WIDTH_MM, HEIGHT_MM, DPI = 210.0, 297.0, 300
LEFT, RIGHT, TOP, BOTTOM = 16.0, 194.0, 18.0, 280.0
SMALL, BODY, HEAD = 7.5, 9.5, 15.0
POINT_MM = 25.4 / 72
MOST_LINES = 400
GREY = "#5b6673"
WORDS = {
    "title": ("证据包", "Evidence bundle"),
    "order": ("订单", "Order"),
    "sku": ("SKU", "SKU"),
    "warehouse": ("仓库", "Warehouse"),
    "made": ("制表", "Made"),
    "count": ("{shown} / {total} 次交换，时间最早的在前", "{shown} of {total} exchanges, the earliest first"),
    "sent": ("发出", "sent"),
    "answered": ("应答", "answered"),
    "request": ("请求", "Request"),
    "response": ("应答内容", "Answer"),
    "cause": ("起因", "caused by"),
    "cut": ("此处省略 {n} 行，全文见 CSV", "{n} lines are left out here, the CSV has them"),
    "page": ("第 {n} 页", "Page {n}"),
    "signature": (
        "文件末尾有 Ed25519 签名，公钥 {key}。任何一个字节改动，校验都会失败。",
        "The file ends with an Ed25519 signature, public key {key}. A change of any byte makes its check fail.",
    ),
    "masked": ("密钥和个人信息在写入时已打码。", "Secrets and personal data were masked when this was written."),
}


class _Writer:
    """Lines from the top of a page to its bottom, then the next page."""

    def __init__(self, title: str, language: str) -> None:
        self.sheet = Sheet(width_mm=WIDTH_MM, height_mm=HEIGHT_MM, dpi=DPI, title=title)
        self.index = 0 if language.startswith("zh") else 1
        self.page, self.y = 1, TOP

    def word(self, name: str, **facts: object) -> str:
        return WORDS[name][self.index].format(**facts)

    def line(
        self, text: str, size: float = BODY, *, bold: bool = False, ink: str = "#000000", indent: float = 0
    ) -> None:
        for piece in wrapped(text, size, RIGHT - LEFT - indent):
            step = size * POINT_MM * 1.35
            if self.y + step > BOTTOM:
                self.turn()
            self.y += step
            self.sheet.text(LEFT + indent, self.y, piece, size, bold=bold, ink=ink)

    def turn(self) -> None:
        self._foot()
        self.sheet.end_page()
        self.page, self.y = self.page + 1, TOP

    def rule(self) -> None:
        self.y += 2.5
        self.sheet.rule(LEFT, self.y, RIGHT - LEFT)
        self.y += 1.5

    def pdf(self) -> bytes:
        self._foot()
        self.sheet.end_page()
        return self.sheet.pdf()

    def _foot(self) -> None:
        self.sheet.text(RIGHT, HEIGHT_MM - 9, self.word("page", n=self.page), SMALL, align="right", ink=GREY)


def wrapped(text: str, size: float, width_mm: float) -> Iterator[str]:
    """Pieces that fit; leading blanks stay, words are cut where they must be."""
    width = width_mm / POINT_MM
    piece, used = "", 0.0
    for char in text.replace(" ", "\u00a0") if text.startswith(" ") else text:
        step = text_width(char, size)
        if used + step > width:
            yield piece
            piece, used = "", 0.0
        piece, used = piece + char, used + step
    yield piece


def evidence_bundle(
    *,
    kind: str,
    value: str,
    warehouse: Warehouse,
    rows: Sequence[Evidence],
    total: int,
    made_by: str,
    at: datetime,
    language: str,
    public_key: str,
) -> bytes:
    """The PDF, unsigned. `kind`: order | sku; `total`: how many exchanges there are, of which `rows` are bundled."""
    out = _Writer(f"Evidence {kind} {value}", language)
    out.line(f"{out.word('title')} · {out.word(kind)} {value}", HEAD, bold=True)
    name = warehouse.name_zh if out.index == 0 else warehouse.name_en
    out.line(
        f"{out.word('warehouse')} {name} ({warehouse.code}) · {out.word('made')} {_clock(at, warehouse)} {made_by}"
    )
    out.line(out.word("count", shown=len(rows), total=total))
    out.line(out.word("masked"), SMALL, ink=GREY)
    out.line(out.word("signature", key=public_key), SMALL, ink=GREY)
    for number, row in enumerate(rows, 1):
        _exchange(out, number, row, warehouse)
    return out.pdf()


def _exchange(out: _Writer, number: int, row: Evidence, warehouse: Warehouse) -> None:
    out.rule()
    out.line(f"{number}. {row.method} · {row.outcome}{' · ' + row.code if row.code else ''}", BODY, bold=True)
    times = f"{out.word('sent')} {_clock(row.sent_at, warehouse)} · {out.word('answered')} "
    out.line(f"{times}{_clock(row.answered_at, warehouse)} · {row.milliseconds} ms", SMALL)
    person = row.person.name if row.person else ""
    cause = " ".join(part for part in (row.source, row.reference, person) if part)
    out.line(f"request_id {row.request_id or '-'} · our_id {row.our_id} · {out.word('cause')} {cause}", SMALL)
    for name, content in (("request", row.request), ("response", row.response)):
        out.line(out.word(name), SMALL, bold=True)
        lines = json.dumps(content, ensure_ascii=False, indent=1).splitlines()
        for text in lines[:MOST_LINES]:
            out.line(text, SMALL, ink="#333333", indent=2)
        if len(lines) > MOST_LINES:
            out.line(out.word("cut", n=len(lines) - MOST_LINES), SMALL, ink=GREY, indent=2)


def _clock(moment: datetime, warehouse: Warehouse) -> str:
    local = moment.astimezone(warehouse.zone)
    return f"{local:%Y-%m-%d %H:%M:%S}.{local.microsecond // 1000:03d}"
