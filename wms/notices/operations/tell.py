"""Whom a notice reaches, and when: the bell of the kind's roles always, channels and mail as the rules have it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from wms.core.models import Assignment, Person
from wms.notices.catalogue import kind_of
from wms.notices.letters import HOME_ZONE
from wms.notices.models import Channel, Escalation, Notice, Quiet, Rule, Telling
from wms.notices.quiet import quiet_until
from wms.notices.states import Severity

GATHER_SECONDS = 60  # what is not urgent waits that long for company, so that a flood becomes one message a minute
Target = Channel | Person


def tell(*, notice: Notice, now: datetime) -> None:
    """Ring the bells and write the tellings of a notice's present rung. Safe to run twice: each target has one key."""
    found = [rule for rule in active_rules() if not rule.after_minutes and wants(rule, notice)]
    _ring(notice, people_with(kind_of(notice.kind).roles, notice))
    for rule in found:
        _follow(notice, rule, now, key="")


def escalate(*, notice: Notice, rule: Rule, now: datetime) -> bool:
    """Tell by a rule that waits for an acknowledgement. False when this rung was escalated by it before."""
    _row, is_new = Escalation.objects.get_or_create(notice=notice, rule=rule, rung=notice.rung)
    if is_new:
        _follow(notice, rule, now, key=f":{rule.pk}")
    return is_new


def active_rules() -> list[Rule]:
    return list(Rule.objects.filter(is_active=True).order_by("pk"))


def wants(rule: Rule, notice: Notice) -> bool:
    """Whether a rule is about this notice; what is about no warehouse concerns the rules of each."""
    is_here = None in (rule.warehouse_id, notice.warehouse_id) or rule.warehouse_id == notice.warehouse_id
    is_its_shop = rule.shop_id is None or rule.shop_id == notice.shop_id
    is_its_kind = not rule.kinds or notice.kind in rule.kinds
    return is_here and is_its_shop and is_its_kind and notice.severity >= rule.least_severity


def wanted_by(rule: Rule) -> Q:
    """wants() as a condition on notices, for who looks for few among many."""
    found = Q(severity__gte=rule.least_severity)
    if rule.warehouse_id is not None:
        found &= Q(warehouse=rule.warehouse_id) | Q(warehouse=None)
    if rule.shop_id is not None:
        found &= Q(shop=rule.shop_id)
    return found & Q(kind__in=rule.kinds) if rule.kinds else found


def people_with(roles: Iterable[str], notice: Notice) -> list[Person]:
    """Active people who hold one of these roles where the notice belongs."""
    held = _held_here(notice).filter(role__in=list(roles))
    return list(Person.objects.filter(pk__in=held.values("person_id"), is_active=True).order_by("pk"))


def _held_here(notice: Notice) -> QuerySet[Assignment]:
    rows = Assignment.objects.all()
    if notice.warehouse_id is not None:
        rows = rows.filter(Q(warehouse=notice.warehouse_id) | Q(warehouse=None))
    return rows


def _follow(notice: Notice, rule: Rule, now: datetime, *, key: str) -> None:
    named = Person.objects.filter(pk__in=rule.people.values("pk"), is_active=True)
    here = named.filter(pk__in=_held_here(notice).values("person_id"))  # who has left the warehouse hears no more of it
    people = {person.pk: person for person in [*people_with(rule.roles, notice), *here.order_by("pk")]}
    _ring(notice, people.values())
    targets: list[Target] = list(rule.channels.filter(is_active=True))
    if rule.sends_mail:
        targets += [person for person in people.values() if person.email]
    rows = [_telling(notice, target, now, key) for target in targets if not _is_about(notice, target)]
    Telling.objects.bulk_create(rows, ignore_conflicts=True)


def _ring(notice: Notice, people: Iterable[Person]) -> None:
    notice.addressees.add(*people)


def _telling(notice: Notice, target: Target, now: datetime, suffix: str) -> Telling:
    name, pk = subject_of(target)
    return Telling(
        key=f"{notice.pk}:{notice.rung}:{name}:{pk}{suffix}",
        notice=notice,
        channel=target if isinstance(target, Channel) else None,
        person=target if isinstance(target, Person) else None,
        due_at=_due_at(notice, target, now),
        created_at=now,
    )


def _due_at(notice: Notice, target: Target, now: datetime) -> datetime:
    """Urgent: now. Else after a minute for company, and not before the target's quiet hours are over."""
    if notice.severity == Severity.URGENT:
        return now
    house = notice.warehouse
    if isinstance(target, Channel):
        house = target.warehouse or house
        starts, ends = target.quiet_from, target.quiet_until
    else:
        quiet = Quiet.objects.filter(person=target).first()
        starts, ends = (quiet.starts, quiet.ends) if quiet else (None, None)
    zone = house.zone if house else ZoneInfo(HOME_ZONE)
    soon = now + timedelta(seconds=GATHER_SECONDS)
    return quiet_until(now, starts, ends, zone) or quiet_until(soon, starts, ends, zone) or soon


def _is_about(notice: Notice, target: Target) -> bool:
    """A channel's own trouble is not sent by it."""
    item = notice.item
    about = (item.subject_type, item.subject_id)
    return notice.kind == "notice_channel" and about == subject_of(target)


def subject_of(target: Target) -> tuple[str, str]:
    """How work items name a channel, or a person's mailbox."""
    return ("channel" if isinstance(target, Channel) else "mailbox", str(target.pk))
