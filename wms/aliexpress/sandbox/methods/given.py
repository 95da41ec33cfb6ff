"""Reading parameters of a call: each function refuses as the gateway does when one is missing or senseless."""

import json
from typing import Any

from wms.aliexpress.sandbox.gateway import Call
from wms.aliexpress.sandbox.wire import invalid, missing, not_yours


def text(call: Call, name: str) -> str:
    """A required, non-empty parameter."""
    value = call.parameters.get(name, "")
    if not value:
        raise missing(name)
    return value


def decoded(call: Call, name: str, kind: type) -> Any:
    """A required JSON parameter of a kind (dict or list)."""
    try:
        value = json.loads(text(call, name))
    except ValueError:
        raise invalid(name) from None
    if not isinstance(value, kind):
        raise invalid(name)
    return value


def query(call: Call, name: str) -> dict:
    """A query object in one JSON parameter, or the same keys as parameters of their own (newer console samples)."""
    if call.parameters.get(name):
        return decoded(call, name, dict)
    loose: dict[str, Any] = dict(call.parameters)
    for key in ("order_status_list", "product_status_type"):
        if loose.get(key, "").startswith("["):
            loose[key] = decoded(call, key, list)
    return loose


def integer(holder: dict, name: str, default: int | None = None, low: int = 0, high: int = 10**18) -> int:
    """A whole number (JSON number or digits) within bounds; required when there is no default."""
    value = holder.get(name)
    if value is None or value == "":
        if default is None:
            raise missing(name)
        return default
    if isinstance(value, bool) or not str(value).isdigit() or not low <= int(value) <= high:
        raise invalid(name)
    return int(value)


def order(call: Call, holder: dict, name: str = "order_id") -> dict:
    """The shop's own order; unknown and foreign ones are refused alike."""
    found = call.world.orders.get(str(integer(holder, name)))
    if found is None or found["shop"] != call.shop.code:
        raise not_yours()
    return found
