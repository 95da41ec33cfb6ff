"""Who scans: the enrolled device (its token kept only as a hash) and the signed person token that each scan carries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.contrib.auth.hashers import check_password, make_password
from django.core import signing
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from wms.core.enrolment import enrol as enrol
from wms.core.enrolment import enrolment_link as enrolment_link
from wms.core.enrolment import hash_token
from wms.core.figures import figure
from wms.core.locks import lock_badge
from wms.core.logs import bind
from wms.core.models import Assignment, BadgeLock, Device, Person
from wms.core.prepared import Prepared, Together
from wms.core.transactions import run
from wms.scan.errors import (
    BadgeLocked,
    DeviceRevoked,
    DeviceUnknown,
    NoRights,
    SignedOut,
    UnknownBadge,
    WrongPin,
)
from wms.scan.screen import Actor

DEVICE_COOKIE = "device"
PERSON_COOKIE = "person"
TOKEN_SALT = "scan.person"  # noqa: S105  a salt names a purpose, it is no secret
SHIFT = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class PersonToken:
    """What a sign-in gave: it proves who scanned even hours later, when the queue of a dead zone arrives."""

    person_id: int
    device_id: int
    issued_at: datetime

    @property
    def ends_at(self) -> datetime:
        return self.issued_at + SHIFT

    def sign(self) -> str:
        return signing.dumps(
            [self.person_id, self.device_id, self.issued_at.timestamp()], salt=TOKEN_SALT, compress=True
        )


def _roles(person: int) -> QuerySet[Assignment]:
    return Assignment.objects.select_related("person").filter(person=person, person__is_active=True)


_devices: Prepared[Device] = Prepared(
    lambda token_hash: Device.objects.select_related("warehouse", "station__printer").filter(token_hash=token_hash),
    token_hash=str,
)
_assignments: Prepared[Assignment] = Prepared(_roles, person=int)
_who = Together(_devices, _assignments)


def device_of(request: HttpRequest) -> Device:
    """The enrolled device behind a request: `Authorization: Device …`, else the cookie. Refuses unknown and revoked."""
    return _checked(_devices(token_hash=_token_hash(request)))


def _token_hash(request: HttpRequest) -> str:
    header = request.headers.get("Authorization", "")
    token = header[7:] if header.startswith("Device ") else request.COOKIES.get(DEVICE_COOKIE, "")
    if not token:
        raise DeviceUnknown
    return hash_token(token)


def _checked(found: list[Device]) -> Device:
    """The device that was found, marked as seen. Refuses unknown and revoked."""
    if not found:
        raise DeviceUnknown
    device = found[0]
    bind(device=device.code, warehouse=device.warehouse.code)
    if not device.is_active:
        raise DeviceRevoked
    if device.last_seen_at is None or timezone.now() - device.last_seen_at > SEEN_EVERY:
        Device.objects.filter(pk=device.pk).update(last_seen_at=timezone.now())
    return device


def who_scans(request: HttpRequest, person_token: str, language: str) -> tuple[Actor, PersonToken]:
    """Device and person behind a scan, as they stand now: one query. Refuses as its three parts do, in their order."""
    claimed = _unsigned(person_token)
    devices, assignments = _who(token_hash=_token_hash(request), person=claimed[0] if claimed else 0)
    device = _checked(devices)
    token = _token_of(claimed, device)
    return _actor(device, token, assignments, language), token


def read_person_token(text: str, device: Device) -> PersonToken:
    """The token's facts, when we signed it and for this device. Its end is judged against the scan's own time."""
    return _token_of(_unsigned(text), device)


def _unsigned(text: str) -> tuple[int, int, float] | None:
    """Person, device and time of issue in a token that we signed; None in any other."""
    try:
        person_id, device_id, issued = signing.loads(text, salt=TOKEN_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return person_id, device_id, issued


def _token_of(claimed: tuple[int, int, float] | None, device: Device) -> PersonToken:
    if claimed is None or claimed[1] != device.pk:
        raise SignedOut
    person_id, device_id, issued = claimed
    return PersonToken(person_id, device_id, datetime.fromtimestamp(issued, tz=timezone.get_default_timezone()))


def actor_of(device: Device, token: PersonToken, language: str) -> Actor:
    """The active person behind a token with the roles that he holds at the device's warehouse: one query."""
    return _actor(device, token, _assignments(person=token.person_id), language)


def _actor(device: Device, token: PersonToken, assignments: list[Assignment], language: str) -> Actor:
    here = [row for row in assignments if row.warehouse_id in {None, device.warehouse_id}]
    if not here or (here[0].person.tokens_from and token.issued_at < here[0].person.tokens_from):
        raise SignedOut
    bind(person=token.person_id)
    return Actor(here[0].person, device, device.warehouse, frozenset(row.role for row in here), language)


def demand_role(actor: Actor, roles: frozenset[str]) -> None:
    if not actor.roles & roles:
        raise NoRights


def sign_in(*, device: Device, badge: str, pin: str) -> tuple[Person, PersonToken]:
    """Badge and PIN on an enrolled device. Five wrong PINs lock this badge on this device only [M32].

    Each guess is counted before it is judged, in a transaction of its own that a refusal does not roll back: however
    many come at once, no more than five are judged. Refuses with UnknownBadge, BadgeLocked, WrongPin.
    """
    now = timezone.now()
    person = Person.objects.filter(badge=badge, is_active=True).first()
    if person is None:
        raise UnknownBadge
    minutes = int(figure("pin_lock_minutes", warehouse=device.warehouse))
    left = run(partial(_count_guess, device, badge, minutes))
    if not check_password(pin, person.pin_hash):
        raise WrongPin(left=left) if left else BadgeLocked(minutes=minutes)
    BadgeLock.objects.filter(badge=badge, device=device).update(failures=0, locked_until=None)
    token = PersonToken(person.pk, device.pk, now)
    actor_of(device, token, person.language)
    Device.objects.filter(pk=device.pk).update(person=person)
    return person, token


def set_pin(person: Person, pin: str) -> None:
    person.pin_hash = make_password(pin)
    person.save(update_fields=["pin_hash"])


def _count_guess(device: Device, badge: str, minutes: int) -> int:
    """Count a guess that is about to be judged; returns how many are left behind it. With the last one the badge is
    locked until a right PIN, or for `minutes`. Refuses with BadgeLocked. Locks the badge's count.
    """
    lock, now = lock_badge(badge, device), timezone.now()
    if lock.locked_until and lock.locked_until > now:
        raise BadgeLocked(minutes=max(1, round((lock.locked_until - now).total_seconds() / 60)))
    attempts = int(figure("pin_attempts", warehouse=device.warehouse))
    lock.failures += 1
    left = max(0, attempts - lock.failures)
    if not left:
        lock.failures, lock.locked_until = 0, now + timedelta(minutes=minutes)
    lock.save()
    return left
