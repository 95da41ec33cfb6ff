"""Printers for the tests: a stand-in on TCP 9100 that keeps what it gets, and misbehaves as it is told."""

from __future__ import annotations

import base64
import re
import socket
import struct
import threading
import zlib
from binascii import crc_hqx

from PIL import Image, ImageOps

STATUS = b"~HS"
WELL = b"\x02030,0,0,1245,000,0,0,0,000,0,0,0\x03\r\n\x02000,0,0,0,0,2,4,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n"
PAPER_OUT = WELL.replace(b"030,0,0", b"030,1,0", 1)
HEAD_OPEN = WELL.replace(b"\x02000,0,0", b"\x02000,0,1", 1)
PICTURE = re.compile(rb"\^GFA,(\d+),(\d+),(\d+),:Z64:([A-Za-z0-9+/=]+):([0-9a-f]{4})\^FS\^PQ(\d+),")


class RawPrinter:
    """`answer`: what it says to ~HS, None for nothing. `fault`: "", "stall" (reads no more), "reset" (hangs up hard),
    both after `after` bytes of a label; "deaf" closes at once; "open" reads everything and never closes.
    """

    def __init__(self, answer: bytes | None = WELL, fault: str = "", after: int = 1) -> None:
        self.answer, self.fault, self.after = answer, fault, after
        self.labels: list[bytes] = []
        self.begun = threading.Event()
        self.struck = threading.Event()
        self._stop = threading.Event()
        self._server = socket.socket()
        self._server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # a small one: stalling is felt at once
        self._server.bind(("127.0.0.1", 0))
        self._server.listen(8)
        self.port = self._server.getsockname()[1]
        self._lines: list[socket.socket] = []
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def close(self) -> None:
        self._stop.set()
        self._server.close()
        for line in self._lines:
            line.close()

    def _serve(self) -> None:
        while not self._stop.is_set():
            try:
                line, _ = self._server.accept()
            except OSError:
                return
            self._lines.append(line)
            threading.Thread(target=self._talk, args=(line,), daemon=True).start()

    def _talk(self, line: socket.socket) -> None:
        got, asked = b"", False
        if self.fault == "deaf":
            line.close()
            return
        while True:
            try:
                piece = line.recv(2048)
            except OSError:
                break
            if not piece:
                break
            got += piece
            if not asked and got.startswith(STATUS):
                got, asked = got[len(STATUS) :], True
                if self.answer is not None:
                    line.sendall(self.answer)
            if got:
                self.begun.set()
            if self.fault in {"stall", "reset"} and len(got) >= self.after:
                self.labels.append(got)
                self._strike(line)
                return
        if got:
            self.labels.append(got)
        if self.fault == "open":
            self.struck.set()
            self._stop.wait(20)
        line.close()

    def _strike(self, line: socket.socket) -> None:
        if self.fault == "reset":
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            line.close()
        self.struck.set()
        if self.fault == "stall":
            self._stop.wait(20)


def pictures_of(zpl: bytes) -> list[tuple[Image.Image, int]]:
    """What a ZPL printer burns: each label's picture (ink black) and how many of it. Wrong lengths or sums fail."""
    found = []
    for total, _, row_bytes, packed, check, copies in PICTURE.findall(zpl):
        assert crc_hqx(packed, 0) == int(check, 16)
        rows = zlib.decompress(base64.b64decode(packed))
        assert len(rows) == int(total)
        size = (int(row_bytes) * 8, int(total) // int(row_bytes))
        found.append((ImageOps.invert(Image.frombytes("1", size, rows).convert("L")), int(copies)))
    assert len(found) == zpl.count(b"^XA") == zpl.count(b"^XZ")
    return found
