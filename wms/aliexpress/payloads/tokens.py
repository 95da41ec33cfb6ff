"""What the token calls answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from wms.aliexpress.payloads.envelope import Unreadable, integer_of, text_of


@dataclass(frozen=True)
class TokenPair:
    """Ends are moments; `refresh_token` and what belongs to it are empty when the answer leaves them out."""

    access_token: str
    access_expires_at: datetime
    refresh_token: str
    refresh_expires_at: datetime | None
    seller_id: str


def token_pair(body: dict[str, Any], answered_at: datetime) -> TokenPair:
    """Read an answer of /auth/token/create or /refresh. Lives are relative: clocks may differ. Raises Unreadable."""
    access = text_of(body.get("access_token"))
    if not access:
        raise Unreadable("access_token")
    refresh_life = body.get("refresh_expires_in")
    return TokenPair(
        access_token=access,
        access_expires_at=answered_at + timedelta(seconds=integer_of(body.get("expires_in"), "expires_in")),
        refresh_token=text_of(body.get("refresh_token")),
        refresh_expires_at=(
            None
            if text_of(refresh_life) == ""
            else answered_at + timedelta(seconds=integer_of(refresh_life, "refresh_expires_in"))
        ),
        seller_id=text_of(body.get("seller_id")) or text_of(body.get("user_id")),
    )
