"""Channels as administrators and managers keep them; addresses and secrets are written, never shown again."""

from __future__ import annotations

from datetime import time
from typing import Any

from wms.core.audit import changed, record
from wms.core.cause import Cause
from wms.core.errors import CodeTaken
from wms.core.fields import WORDS, clean_choice, clean_text
from wms.core.models import Warehouse
from wms.core.operations.people import LANGUAGES
from wms.notices.errors import ChannelInUse, QuietHalf
from wms.notices.models import Channel
from wms.notices.operations.reach import demand_reach
from wms.notices.peers.addresses import check_address
from wms.notices.states import ChannelKind

NAME_LIMIT, SECRET_LIMIT = 40, 200
HIDDEN = "•••"


def keep_channel(
    *,
    cause: Cause,
    channel: Channel | None,
    name: str,
    kind: str,
    warehouse: Warehouse | None,
    address: str,
    secret: str,
    language: str,
    quiet_from: time | None = None,
    quiet_until: time | None = None,
    is_active: bool = True,
) -> Channel:
    """Make a channel, or change one: an empty address or secret then leaves what is kept. Audited without them.

    Refuses with NotAccepted, CodeTaken, RuleAcross, QuietHalf, ChannelInUse (switched off while rules name it), and
    what check_address refuses with.
    """
    demand_reach(cause, warehouse, *([channel.warehouse] if channel else []))
    values: dict[str, Any] = {
        "name": clean_text("title", name, NAME_LIMIT),
        "kind": clean_choice("channel_kind", kind, ChannelKind.values),
        "warehouse": warehouse,
        "language": clean_choice("language", language, LANGUAGES),
        **quiet_pair(quiet_from, quiet_until),
        "is_active": is_active,
    }
    taken = Channel.objects.filter(name=values["name"]).first()
    if taken is not None and taken != channel:
        raise CodeTaken(field=list(WORDS["title"]), value=taken.name, holder=taken.get_kind_display())
    hidden = _hidden(channel, address, secret)
    if channel is None:
        channel = Channel.objects.create(**values, **hidden)
        _told(cause, "notice.channel_made", channel, {"name": channel.name, "kind": channel.kind})
        return channel
    if channel.is_active and not is_active:
        _demand_unused(channel)
    return _change(cause, channel, values, hidden)


def drop_channel(*, cause: Cause, channel: Channel) -> None:
    """Take a channel away with what it was sent. Refuses with ChannelInUse, RuleAcross."""
    demand_reach(cause, channel.warehouse)
    _demand_unused(channel)
    _told(cause, "notice.channel_dropped", channel, {"name": channel.name})
    channel.delete()


def quiet_pair(starts: time | None, ends: time | None) -> dict[str, time | None]:
    """Quiet hours as a channel keeps them. Refuses with QuietHalf."""
    if (starts is None) != (ends is None) or (starts is not None and starts == ends):
        raise QuietHalf
    return {"quiet_from": starts, "quiet_until": ends}


def _hidden(channel: Channel | None, address: str, secret: str) -> dict[str, str]:
    found = {}
    if address.strip() or channel is None:
        found["address"] = check_address(address)
    if secret.strip() or channel is None:
        found["secret"] = clean_text("secret", secret, SECRET_LIMIT, required=False)
    return found


def _change(cause: Cause, channel: Channel, values: dict[str, Any], hidden: dict[str, str]) -> Channel:
    new = {name: value for name, value in hidden.items() if getattr(channel, name) != value}
    for name, value in new.items():
        setattr(channel, name, value)
    if new:
        channel.last_error, channel.failing_since = "", None
        channel.save(update_fields=[*new, "last_error", "failing_since"])
        _told(cause, "notice.channel_secret", channel, dict.fromkeys(new, HIDDEN))
    changed(
        cause=cause,
        action="notice.channel_changed",
        subject=f"channel:{channel.pk}",
        row=channel,
        values=values,
        warehouse=channel.warehouse,
    )
    return channel


def _demand_unused(channel: Channel) -> None:
    names = list(channel.rules.order_by("name").values_list("name", flat=True))
    if names:
        raise ChannelInUse(channel=channel.name, rules=", ".join(names))


def _told(cause: Cause, action: str, channel: Channel, after: dict[str, Any]) -> None:
    record(cause=cause, action=action, subject=f"channel:{channel.pk}", after=after, warehouse=channel.warehouse)
