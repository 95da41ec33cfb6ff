"""Authorisation codes and tokens: codes live 3 minutes and work once, refreshing changes both tokens."""

from wms.aliexpress.sandbox.state import World
from wms.aliexpress.sandbox.wire import Refused

CODE_SECONDS = 180
ACCESS_SECONDS = 30 * 86_400
REFRESH_SECONDS = 60 * 86_400


def issue_code(world: World, shop: str) -> str:
    """A new authorisation code for a shop whose owner consented."""
    with world.change():
        for key in [k for k, v in world.records["code"].items() if v["expires"] <= world.now()]:
            world.drop("code", key)
        number = world.count("codes")
        code = f"3_{world.app_key}_{world.secret(f'code/{number}')[:24]}"
        world.put("code", code, {"shop": shop, "expires": world.now() + CODE_SECONDS})
        return code


def issue_tokens(world: World, shop: str, refresh_expires: float | None = None) -> dict:
    """A new pair; the refresh token's end is given when it continues an older grant."""
    with world.change():
        number, now = world.count("tokens"), world.now()
        for key in [k for k, v in world.records["token"].items() if v["refresh_expires"] <= now]:
            world.drop("token", key)
        access = f"50000{world.secret(f'access/{number}')[:59]}"
        return world.put("token", access, {
            "access": access, "refresh": f"50001{world.secret(f'refresh/{number}')[:59]}", "shop": shop,
            "issued": now, "expires": now + ACCESS_SECONDS,
            "refresh_expires": refresh_expires or now + REFRESH_SECONDS, "is_refreshable": True,
        })  # fmt: skip


def redeem_code(world: World, code: str) -> dict:
    """Tokens for a code; refuses with InvalidCode when it is unknown, used or older than 3 minutes."""
    with world.change():
        found = world.records["code"].get(code)
        if found is None or found["expires"] <= world.now():
            raise Refused("InvalidCode", "Invalid authorization code", "ISP")
        world.drop("code", code)
        return issue_tokens(world, found["shop"])


def refresh(world: World, refresh_token: str, revoked_at: float | None = None) -> dict:
    """A new pair for the present refresh token, whose own end is not moved; the old access token lives on.

    `revoked_at`: the seller has taken back what was granted until then.
    """
    with world.change():
        found = next((t for t in world.records["token"].values() if t["refresh"] == refresh_token), None)
        is_good = found is not None and found["is_refreshable"] and found["refresh_expires"] > world.now()
        if found is None or not is_good or (revoked_at is not None and found["issued"] <= revoked_at):
            raise Refused("IllegalRefreshToken", "The specified refresh token is invalid or expired")
        found["is_refreshable"] = False
        world.put("token", found["access"], found)
        return issue_tokens(world, found["shop"], found["refresh_expires"])


def first_tokens(world: World, shop: str) -> dict:
    """The newest pair of a shop, made when there is none or it has run out (printed at start)."""
    with world.change():
        live = [t for t in world.records["token"].values() if t["shop"] == shop and t["is_refreshable"]]
        newest = max(live, key=lambda t: t["issued"], default=None)
        return newest if newest and newest["expires"] > world.now() else issue_tokens(world, shop)
