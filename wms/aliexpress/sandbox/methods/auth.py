"""/auth/token/*: codes into tokens, tokens into newer tokens."""

from wms.aliexpress.sandbox import tokens
from wms.aliexpress.sandbox.gateway import Call, method
from wms.aliexpress.sandbox.methods import given
from wms.aliexpress.sandbox.wire import Refused


def _pair(call: Call, token: dict, left_out: tuple[str, ...] = ()) -> dict:
    now, shop = call.world.now(), call.world.shops[token["shop"]]
    full = {
        "access_token": token["access"],
        "refresh_token": token["refresh"],
        "expires_in": round(token["expires"] - now),
        "refresh_expires_in": max(0, round(token["refresh_expires"] - now)),
        "expire_time": round(token["expires"] * 1000),
        "refresh_token_valid_time": round(token["refresh_expires"] * 1000),
        "user_id": shop.seller_id,
        "seller_id": shop.seller_id,
        "havana_id": shop.seller_id,
        "account": f"{shop.login_id}@example.invalid",
        "user_nick": shop.nick,
        "account_platform": "seller_center",
        "sp": "ae",
        "locale": "zh_CN",
        "code": "0",
    }
    return {key: value for key, value in full.items() if key not in left_out}


SECURE = ("user_nick", "havana_id", "account", "account_platform")


def _create(call: Call) -> dict:
    if call.parameters.get("uuid"):
        raise Refused("InvalidCode", "Invalid authorization code", "ISP")
    return tokens.redeem_code(call.world, given.text(call, "code"))


@method("/auth/token/create", is_write=True, needs_token=False)
def create(call: Call) -> dict:
    """Redeem a code."""
    return _pair(call, _create(call))


@method("/auth/token/security/create", is_write=True, needs_token=False)
def create_secure(call: Call) -> dict:
    """Redeem a code; the answer holds no account data."""
    return _pair(call, _create(call), SECURE)


@method("/auth/token/createWithOpenId", is_write=True, needs_token=False)
def create_open(call: Call) -> dict:
    """Redeem a code; the answer does not even hold the seller id."""
    return _pair(call, _create(call), (*SECURE, "seller_id"))


def _refresh(call: Call) -> dict:
    return tokens.refresh(call.world, given.text(call, "refresh_token"), call.faults.since("revoked_token"))


@method("/auth/token/refresh", is_write=True, needs_token=False)
def refresh(call: Call) -> dict:
    """A new pair for a refresh token."""
    return _pair(call, _refresh(call))


@method("/auth/token/security/refresh", is_write=True, needs_token=False)
def refresh_secure(call: Call) -> dict:
    """A new pair, without account data."""
    return _pair(call, _refresh(call), SECURE)
