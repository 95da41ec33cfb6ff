"""Our own codes: a prefix letter, a body, and a check character (ISO 7064 mod 37,36) against typing errors.

Letters and digits only, no dashes: long digit runs keep Code 128 in its dense set, and every keyboard layout agrees
on them. What people read keeps its dashes (A03-02-15); only the barcode carries the check character.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
VALUE = {character: index for index, character in enumerate(ALPHABET)}

PREFIXES = {
    "location": "L",
    "handling_unit": "T",
    "cart": "C",
    "cart_slot": "S",
    "badge": "U",
    "station": "W",
    "printer": "P",
    "document": "D",
    "command": "X",
}
BODIES = {
    "location": re.compile(r"[A-Z0-9]{2,16}"),
    "handling_unit": re.compile(r"[0-9]{7}"),
    "cart": re.compile(r"[0-9]{4}"),
    "cart_slot": re.compile(r"[0-9]{6}"),
    "badge": re.compile(r"[0-9]{6}"),
    "station": re.compile(r"[0-9]{4}"),
    "printer": re.compile(r"W?[0-9]{4}"),
    "document": re.compile(r"[A-Z0-9]{3,20}"),
    "command": re.compile(r"[A-Z][A-Z0-9]{1,15}"),
}
KIND_OF = {prefix: kind for kind, prefix in PREFIXES.items()}


@dataclass(frozen=True)
class OwnCode:
    """A text that has the shape of one of our codes. `is_valid` tells whether its check character is right."""

    kind: str
    body: str
    is_valid: bool

    @property
    def text(self) -> str:
        """Prefix and body, as printed under the bars: T0000123."""
        return PREFIXES[self.kind] + self.body


def check_character(text: str) -> str:
    """ISO 7064 mod 37,36 over A-Z0-9. Raises KeyError on any other character."""
    product = 36
    for character in text:
        total = (product + VALUE[character]) % 36 or 36
        product = total * 2 % 37
    return ALPHABET[(37 - product) % 36]


def make(kind: str, body: str) -> str:
    """The text of a barcode. `body` may hold dashes and blanks (they are left out) and its own prefix.

    Raises ValueError when the body is not one of that kind.
    """
    bare = re.sub(r"[^A-Z0-9]", "", body.upper())
    prefix = PREFIXES[kind]
    if kind != "location" and not BODIES[kind].fullmatch(bare) and bare.startswith(prefix):
        bare = bare[len(prefix) :]
    if not BODIES[kind].fullmatch(bare):
        raise ValueError(f"{body!r} is not a {kind} code")
    return prefix + bare + check_character(prefix + bare)


def split(text: str) -> OwnCode | None:
    """The own code that `text` (upper case, no blanks) has the shape of, right or mistyped; None for anything else."""
    kind = KIND_OF.get(text[:1])
    if kind is None or len(text) < 4:
        return None
    body, last = text[1:-1], text[-1]
    if not BODIES[kind].fullmatch(body) or last not in VALUE:
        return None
    return OwnCode(kind, body, check_character(text[:-1]) == last)
