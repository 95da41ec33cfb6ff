"""How a browser becomes a device: a link shown once at the desk, and a token; of both only the hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.utils import timezone

from wms.core.audit import record
from wms.core.cause import Cause
from wms.core.errors import LinkUsed
from wms.core.models import Device

LINK_LIFE = timedelta(minutes=15)


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def enrol(device: Device) -> str:
    """Give the device a new token (returned once, kept as a hash) and end every older one, and its link."""
    token = secrets.token_urlsafe(32)
    device.token_hash, device.enrolled_at = hash_token(token), timezone.now()
    device.link_hash = device.link_until = None
    device.save(update_fields=["token_hash", "enrolled_at", "link_hash", "link_until"])
    return token


def enrolment_link(device: Device, *, life: timedelta = LINK_LIFE) -> str:
    """A path that enrols the browser which opens it: once, for `life`, and only until the next link is made."""
    token = secrets.token_urlsafe(24)
    device.link_hash, device.link_until = hash_token(token), timezone.now() + life
    device.save(update_fields=["link_hash", "link_until"])
    return f"/enrol/{token}/"


def device_of_link(text: str) -> Device:
    """The device that an enrolment link is for. Refuses with LinkUsed a used, withdrawn, unknown or old one."""
    device = (
        Device.objects.select_related("warehouse")
        .filter(link_hash=hash_token(text), link_until__gt=timezone.now(), is_active=True)
        .first()
    )
    if device is None:
        raise LinkUsed
    return device


def redeem_link(text: str) -> tuple[Device, str]:
    """Turn a link into its device and the device's new token; the link is spent by one conditional UPDATE.

    Of two browsers that open it at once one gets the token, the other LinkUsed. The older token ends.
    """
    device = device_of_link(text)
    token = secrets.token_urlsafe(32)
    fresh = {"token_hash": hash_token(token), "enrolled_at": timezone.now(), "link_hash": None, "link_until": None}
    spent = Device.objects.filter(pk=device.pk, link_hash=hash_token(text)).update(**fresh)
    if not spent:
        raise LinkUsed
    record(
        cause=Cause(source="desk", device=device, reference="enrol"),
        action="device.enrol",
        subject=f"device:{device.code}",
        after={"enrolled": True},
        warehouse=device.warehouse,
    )
    return device, token
