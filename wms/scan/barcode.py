"""From the raw bytes of a scan to what they can mean: pure syntax, every reading kept, nothing looked up.

Order: own codes, GS1 element strings and GTINs (through biip, with its known traps closed), then plain text, which
resolvers may take for a SKU, a lot, an order number. The trap list: docs/floor/scanning.md.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date

import biip
from biip import ParseConfig

from wms.scan.codes import OwnCode, split

GROUP_SEPARATOR = "\x1d"
RAW_LIMIT = 512
AIM = re.compile(r"^\]([A-Za-z])([0-9A-Za-z])")
AIM_OF_GS1 = {"C1", "d2", "Q3", "e0", "J1"}
GTIN_LENGTHS = {8, 12, 13, 14}
KEYED = "keyed"
_GS1 = ParseConfig(separator_chars=(GROUP_SEPARATOR, "|"))


@dataclass(frozen=True)
class ScanText:
    """One scan, read in every way that its characters allow.

    `plain` is trimmed text as the device sent it (lots, serials and client SKUs keep their case); `upper` is its NFKC
    upper-case form. `gtin` is always 14 digits. `is_input_method` marks text that an IME has mangled.
    """

    raw: str
    plain: str
    upper: str
    symbology: str = ""
    own: OwnCode | None = None
    gtin: str = ""
    sscc: str = ""
    lot_code: str = ""
    serial: str = ""
    expires_on: date | None = None
    count: int | None = None
    is_input_method: bool = False
    is_too_long: bool = False

    @property
    def is_keyed(self) -> bool:
        return self.symbology == KEYED

    @property
    def quantity(self) -> int | None:
        """A number typed on the keypad, 0 to 99,999; never a scan."""
        return int(self.upper) if self.is_keyed and re.fullmatch(r"[0-9]{1,5}", self.upper) else None

    def as_facts(self) -> dict[str, str]:
        """What was read, for the scan event."""
        facts = {"own": self.own.kind if self.own else "", "gtin": self.gtin, "sscc": self.sscc, "lot": self.lot_code}
        facts["serial"] = self.serial
        facts["expires_on"] = self.expires_on.isoformat() if self.expires_on else ""
        return {key: value for key, value in facts.items() if value}


@dataclass(frozen=True)
class Candidate:
    """One thing that a scan may mean: its kind, the row's id, the name that people know it by."""

    kind: str
    id: int
    label: str
    pack_quantity: int = 1
    facts: dict[str, object] = field(default_factory=dict)


def read(raw: str, symbology: str = "") -> ScanText:
    """Read a scan. Never raises, whatever the bytes."""
    if len(raw) > RAW_LIMIT:
        return ScanText(raw=raw[:RAW_LIMIT], plain="", upper="", symbology=symbology, is_too_long=True)
    aim, payload = _strip_aim(raw)
    plain = _printable(payload.strip(" \r\n\t\x00"))
    upper = unicodedata.normalize("NFKC", plain).strip().upper()
    found = ScanText(raw=raw, plain=plain, upper=upper, symbology=symbology or aim, own=split(upper))
    if _is_mangled(upper):
        return _with(found, is_input_method=True)
    return _with_gs1(found, payload.strip(" \r\n\t\x00"), aim) if not (found.own and found.own.is_valid) else found


def gtin_14(digits: str) -> str:
    """GTIN-8/12/13/14 as 14 digits when its check digit is right, else an empty text."""
    if not digits.isascii() or not digits.isdigit() or len(digits) not in GTIN_LENGTHS:
        return ""
    padded = digits.zfill(14)
    total = sum(int(digit) * (3 if index % 2 == 0 else 1) for index, digit in enumerate(padded[:13]))
    return padded if (10 - total % 10) % 10 == int(padded[13]) else ""


def _strip_aim(raw: str) -> tuple[str, str]:
    match = AIM.match(raw.lstrip())
    return ("".join(match.groups()), raw.lstrip()[3:]) if match else ("", raw)


def _printable(text: str) -> str:
    return "".join(character for character in text if character.isprintable())


def _is_mangled(upper: str) -> bool:
    """Han characters never stand in a barcode here: an input method has eaten the scan."""
    return any("\u3400" <= character <= "\u9fff" for character in upper)


def _with(text: ScanText, **changes: object) -> ScanText:
    return ScanText(**{**text.__dict__, **changes})  # type: ignore[arg-type]


def _with_gs1(text: ScanText, payload: str, aim: str) -> ScanText:
    gtin = gtin_14(text.upper)
    if gtin:
        return _with(text, gtin=gtin)
    if not _looks_like_element_string(payload, aim):
        return text
    try:
        message = biip.parse(payload, config=_GS1).gs1_message
    except (biip.ParseError, ValueError):
        return text
    if message is None:
        return text
    changes: dict[str, object] = {}
    for element in message.element_strings:
        _take_element(changes, element)
    return _with(text, **changes)


def _looks_like_element_string(payload: str, aim: str) -> bool:
    """Without an AIM identifier any number that begins with 10 or 95 would parse: demand proof."""
    if aim in AIM_OF_GS1 or GROUP_SEPARATOR in payload:
        return True
    if payload[:2] in {"01", "02"} and len(payload) > 16:
        return bool(gtin_14(payload[2:16]))
    return payload[:2] == "00" and len(payload) == 20 and payload.isdigit()


def _take_element(changes: dict[str, object], element: biip.gs1_element_strings.GS1ElementString) -> None:
    """One application identifier. A key with an error beside it (wrong check digit) is not taken."""
    ai, value = element.ai.ai, element.value
    if ai in {"01", "02"} and element.gtin is not None and element.gtin_error is None:
        changes["gtin"] = value.zfill(14)
    elif ai == "00" and element.sscc is not None and element.sscc_error is None:
        changes["sscc"] = value
    elif ai == "10":
        changes["lot_code"] = value
    elif ai == "21":
        changes["serial"] = value
    elif ai in {"17", "15"} and element.date is not None:
        changes["expires_on"] = element.date
    elif ai in {"30", "37"} and value.isdigit():
        changes["count"] = int(value)
