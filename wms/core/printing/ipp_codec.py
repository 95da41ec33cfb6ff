"""Requests and answers of IPP (RFC 8010) as far as a print queue needs them: flat attributes, no collections."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

VERSION = (2, 0)
OPERATION, JOB, END, PRINTER = 0x01, 0x02, 0x03, 0x04
FIRST_VALUE_TAG = 0x10
INTEGER, BOOLEAN, ENUM = 0x21, 0x22, 0x23
BEGIN_COLLECTION, END_COLLECTION = 0x34, 0x37
TEXT, NAME, KEYWORD, URI, CHARSET, LANGUAGE, MIME = 0x41, 0x42, 0x44, 0x45, 0x47, 0x48, 0x49
TEXT_WITH_LANGUAGE, NAME_WITH_LANGUAGE = 0x35, 0x36

Attribute = tuple[int, str, Any]


class Garbled(Exception):
    """The answer is no IPP."""


@dataclass(frozen=True)
class Group:
    tag: int
    attributes: dict[str, list[Any]] = field(default_factory=dict)

    def first(self, name: str, default: Any = None) -> Any:
        return (self.attributes.get(name) or [default])[0]


@dataclass(frozen=True)
class Answer:
    status: int
    groups: list[Group]

    @property
    def is_ok(self) -> bool:
        return self.status < 0x0100

    def of(self, tag: int) -> list[Group]:
        return [group for group in self.groups if group.tag == tag]


def request(operation: int, attributes: Iterable[Attribute], data: bytes = b"") -> bytes:
    """A request: charset and language first, as the standard wants it, then the operation's attributes, then `data`."""
    head = struct.pack(">bbHI", *VERSION, operation, 1)
    first = [(CHARSET, "attributes-charset", "utf-8"), (LANGUAGE, "attributes-natural-language", "en")]
    body = b"".join(_encoded(*attribute) for attribute in [*first, *attributes])
    return head + bytes([OPERATION]) + body + bytes([END]) + data


def _encoded(tag: int, name: str, value: Any) -> bytes:
    """An attribute; a list's further values have an empty name."""
    values = value if isinstance(value, list | tuple) else [value]
    out = b""
    for position, one in enumerate(values):
        key = b"" if position else name.encode()
        raw = struct.pack(">i", one) if tag in {INTEGER, ENUM} else str(one).encode()
        out += bytes([tag]) + struct.pack(">H", len(key)) + key + struct.pack(">H", len(raw)) + raw
    return out


def answer(content: bytes) -> Answer:
    """The answer read. Raises Garbled."""
    try:
        return _answer(content)
    except (struct.error, IndexError, UnicodeDecodeError):
        raise Garbled from None


def _answer(content: bytes) -> Answer:
    (status,) = struct.unpack_from(">H", content, 2)
    groups: list[Group] = []
    at, depth, last = 8, 0, ""
    while (tag := content[at]) != END:
        at += 1
        if tag < FIRST_VALUE_TAG:
            groups.append(Group(tag))
            continue
        name, at = _counted(content, at)
        value, at = _counted(content, at)
        depth += (tag == BEGIN_COLLECTION) - (tag == END_COLLECTION)
        if depth or tag == END_COLLECTION:
            continue  # nothing that a queue asks for is a collection
        last = name.decode() or last
        groups[-1].attributes.setdefault(last, []).append(_value(tag, value))
    return Answer(status, groups)


def _counted(content: bytes, at: int) -> tuple[bytes, int]:
    (length,) = struct.unpack_from(">H", content, at)
    end = at + 2 + length
    if end > len(content):
        raise IndexError
    return content[at + 2 : end], end


def _value(tag: int, raw: bytes) -> Any:
    if tag in {INTEGER, ENUM}:
        return struct.unpack(">i", raw)[0]
    if tag == BOOLEAN:
        return raw != b"\x00"
    if tag in {TEXT_WITH_LANGUAGE, NAME_WITH_LANGUAGE}:
        _language, after = _counted(raw, 0)
        raw, _ = _counted(raw, after)
    return raw.decode("utf-8", "replace") if tag >= 0x35 else raw
