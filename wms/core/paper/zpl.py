"""A PDF as ZPL: each page one picture (^GF), so that Chinese, bars and the carrier's drawing come out as they are.

The picture travels as Z64 (zlib, base64, CRC), which every ZPL II printer since 2001 unpacks; no font, barcode or size
setting of the printer has a say in it.
"""

from __future__ import annotations

import base64
import binascii
import zlib

from PIL import Image, ImageOps

from .raster import dots_of


def zpl_of(pdf: bytes, *, dpi: int, copies: int = 1) -> bytes:
    """One label format a page, each printed `copies` times. Refuses with paper.unreadable."""
    return b"".join(label_of(page, copies) for page in dots_of(pdf, dpi))


def label_of(page: Image.Image, copies: int) -> bytes:
    """One label: width and length in dots, the picture in the corner, how many."""
    row_bytes = -(-page.width // 8)
    ink = ImageOps.invert(page.convert("L")).convert("1", dither=Image.Dither.NONE)  # ZPL's 1 is black
    rows = ink.tobytes()
    packed = base64.b64encode(zlib.compress(rows, 9))
    check = binascii.crc_hqx(packed, 0)
    picture = b"^GFA,%d,%d,%d,:Z64:%s:%04x" % (len(rows), len(rows), row_bytes, packed, check)
    head = b"^XA^PW%d^LL%d^LH0,0^LS0^MUd^FO0,0" % (page.width, page.height)
    return head + picture + b"^FS^PQ%d,0,1,Y^XZ\n" % copies
