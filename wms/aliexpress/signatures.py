"""[M15] A file that leaves the house carries a signature: who has the file can tell whether a byte of it was changed.

Ed25519 over the SHA-256 of the content and the facts beside it; a comment behind the PDF's end, which readers skip.
What it proves, and what it does not, stands in docs/evidence.md.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from wms.aliexpress.models import SigningKey

MARK = b"\n%zhunjian-evidence-signature "
MOST_TRAILER = 4_000


@dataclass(frozen=True)
class Verdict:
    """`state`: intact (unchanged, our key) | foreign (unchanged, but a key that is not ours) | changed | unsigned."""

    state: str
    facts: dict[str, Any]
    fingerprint: str = ""

    @property
    def is_good(self) -> bool:
        return self.state == "intact"


def signed(content: bytes, *, subject: str, exchanges: int, at: datetime) -> bytes:
    """The content with its signature behind it. Makes the installation's key at the first call."""
    key = _own_key()
    facts = {
        "version": 1,
        "subject": subject,
        "exchanges": exchanges,
        "signed_at": at.isoformat(timespec="milliseconds"),
        "sha256": hashlib.sha256(content).hexdigest(),
        "public_key": key.public_key,
    }
    private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(key.private_key))
    signature = base64.b64encode(private.sign(_canonical(facts))).decode()
    return content + MARK + json.dumps({**facts, "signature": signature}).encode() + b"\n"


def verify(data: bytes) -> Verdict:
    """Judge a file by its signature; never raises for what somebody uploads."""
    content, mark, trailer = data.rpartition(MARK)
    if not mark or len(trailer) > MOST_TRAILER:
        return Verdict("unsigned", {})
    try:
        facts = json.loads(trailer)
        signature = base64.b64decode(facts.pop("signature"))
        public_key = str(facts["public_key"])
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(signature, _canonical(facts))
    except InvalidSignature:
        return Verdict("changed", {})
    except (ValueError, KeyError, TypeError, AttributeError):
        return Verdict("unsigned", {})
    if facts.get("sha256") != hashlib.sha256(content).hexdigest():
        return Verdict("changed", facts, fingerprint(public_key))
    is_ours = SigningKey.objects.filter(public_key=public_key).exists()
    return Verdict("intact" if is_ours else "foreign", facts, fingerprint(public_key))


def fingerprint(public_key: str) -> str:
    """The first 16 digits in fours, for people's eyes."""
    return " ".join(public_key[index : index + 4] for index in range(0, 16, 4))


def own_public_key() -> str:
    """The key that this installation signs with, in hex."""
    return _own_key().public_key


def _own_key() -> SigningKey:
    """Two processes that make one at once both keep theirs: each verifies."""
    known = SigningKey.objects.order_by("-pk").first()
    if known is not None:
        return known
    private = Ed25519PrivateKey.generate()
    return SigningKey.objects.create(
        public_key=private.public_key().public_bytes_raw().hex(), private_key=private.private_bytes_raw().hex()
    )


def _canonical(facts: dict[str, Any]) -> bytes:
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
