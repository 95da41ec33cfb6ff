"""The gateway's own way to check a sign: written from the published rule, sharing no code with our client.

Rule: all received parameters but `sign` and file parts, sorted by their bytes, joined as key and raw UTF-8 value.
HMAC forms put the API path in front when the name holds "/"; MD5 forms never do.
"""

import hashlib
import hmac

HMAC_SHA256 = frozenset({"sha256", "hmac-sha256"})
METHODS = HMAC_SHA256 | {"md5", "hmac"}


def compute(secret: str, api: str, parameters: dict[str, str], sign_method: str = "sha256") -> str:
    """Return the upper-case hex sign; ValueError for a sign method that the platform does not know."""
    pairs = sorted((key.encode(), value.encode()) for key, value in parameters.items() if key != "sign")
    base = b"".join(key + value for key, value in pairs)
    key = secret.encode()
    if sign_method in HMAC_SHA256:
        prefix = api.encode() if "/" in api else b""
        return hmac.new(key, prefix + base, hashlib.sha256).hexdigest().upper()
    if sign_method == "md5":
        return hashlib.md5(key + base + key).hexdigest().upper()
    if sign_method == "hmac":
        return hmac.new(key, base, hashlib.md5).hexdigest().upper()
    raise ValueError(sign_method)


def matches(secret: str, api: str, parameters: dict[str, str]) -> bool:
    """Is the received `sign` right? Some SDKs sign empty values and some drop them, so both are tried."""
    received = parameters.get("sign", "").encode()
    sign_method = parameters.get("sign_method", "")
    if not received or sign_method not in METHODS:
        return False
    if hmac.compare_digest(compute(secret, api, parameters, sign_method).encode(), received):
        return True
    filled = {key: value for key, value in parameters.items() if value != ""}
    return hmac.compare_digest(compute(secret, api, filled, sign_method).encode(), received)
