"""The platform's request signature, written from the published rule and checked against recorded vectors."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

SHA256, TOP_SHA256, MD5, HMAC_MD5 = "sha256", "hmac-sha256", "md5", "hmac"


def sign(secret: str, parameters: Mapping[str, str], *, api: str = "", sign_method: str = SHA256) -> str:
    """Upper-case hex signature over `parameters` (without `sign` and file parts), keys in byte order.

    `api` is the path of a system call ("/auth/token/create"); the SHA-256 form puts it in front, dotted names and the
    MD5 forms never do. Raises ValueError for another `sign_method`.
    """
    pairs = sorted((key.encode(), value.encode()) for key, value in parameters.items() if key != "sign")
    base = b"".join(key + value for key, value in pairs)
    key = secret.encode()
    if sign_method in (SHA256, TOP_SHA256):
        prefix = api.encode() if "/" in api else b""
        return hmac.new(key, prefix + base, hashlib.sha256).hexdigest().upper()
    if sign_method == MD5:
        return hashlib.md5(key + base + key).hexdigest().upper()  # noqa: S324  the platform's legacy form
    if sign_method == HMAC_MD5:
        return hmac.new(key, base, hashlib.md5).hexdigest().upper()
    raise ValueError(sign_method)
