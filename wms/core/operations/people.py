"""People as administrators keep them: who they are, where they work as what, and whether they still may."""

from __future__ import annotations

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from django.utils import timezone

from wms.core.audit import changed, record
from wms.core.cause import Cause
from wms.core.errors import CodeTaken, LastAdministrator, NotYours, OwnRights
from wms.core.fields import WORDS, clean_choice, clean_code, clean_text
from wms.core.locks import lock_rights
from wms.core.models import Assignment, Person, Warehouse
from wms.core.reach import Reach, reach_of
from wms.core.states import Role

USERNAME = r"[A-Z0-9][A-Z0-9._@-]{1,59}"
USERNAME_RULE = ("2 到 60 个字母、数字或 . _ @ -", "2 to 60 letters, digits or . _ @ -")
BADGE = r"U[0-9]{6}"
BADGE_RULE = ("U 加 6 位数字", "U and 6 digits")
LANGUAGES = ("zh-hans", "en")


def subject_of(person: Person) -> str:
    return f"person:{person.username}"


def create_person(
    *,
    cause: Cause,
    username: str,
    name: str,
    role: str,
    warehouse: Warehouse | None,
    badge: str = "",
    language: str = "zh-hans",
) -> Person:
    """A new member of staff with a first role; nobody can sign in before a PIN or a password is set.

    Without a warehouse the role holds at all of them. Refuses with NotAccepted, CodeTaken, NotYours. Locks the rights.
    """
    values = _identity(username=username, name=name, badge=badge, language=language)
    clean_choice("role", role, Role.values)
    lock_rights()
    if not _reach(cause).may_give(role, warehouse.pk if warehouse else None):
        raise NotYours
    _demand_free(values, apart_from=None)
    person = Person.objects.create(**values, password=make_password(None))
    record(cause=cause, action="person.create", subject=subject_of(person), after=values, warehouse=warehouse)
    _give(cause, person, role, warehouse)
    return person


def edit_person(
    *, cause: Cause, person_id: int, username: str, name: str, badge: str = "", language: str = "zh-hans"
) -> Person:
    """Another name, user name, badge number or language.

    Refuses with NotAccepted, CodeTaken, NotYours. Locks the rights.
    """
    values = _identity(username=username, name=name, badge=badge, language=language)
    lock_rights()
    person = person_to_change(cause, person_id)
    _demand_free(values, apart_from=person.pk)
    changed(cause=cause, action="person.edit", subject=subject_of(person), row=person, values=values)
    return person


def set_active(*, cause: Cause, person_id: int, is_active: bool) -> Person:
    """Deactivate, which ends every session and token at once, or reactivate.

    Refuses with NotYours, OwnRights (oneself), LastAdministrator. Locks the rights.
    """
    lock_rights()
    person = person_to_change(cause, person_id)
    if not is_active:
        if cause.person and cause.person.pk == person.pk:
            raise OwnRights
        _demand_administrators(without=Assignment.objects.filter(person=person))
        _end_floor_tokens(person)
    action = "person.reactivate" if is_active else "person.deactivate"
    changed(cause=cause, action=action, subject=subject_of(person), row=person, values={"is_active": is_active})
    return person


def grant_role(*, cause: Cause, person_id: int, role: str, warehouse: Warehouse | None) -> Assignment:
    """A further role at a warehouse, or at all of them; one that is held already changes nothing.

    Refuses with NotAccepted, NotYours, OwnRights (nobody raises himself). Locks the rights.
    """
    clean_choice("role", role, Role.values)
    lock_rights()
    person = Person.objects.get(pk=person_id)
    reach = _reach(cause)
    if not reach.may_give(role, warehouse.pk if warehouse else None):
        raise NotYours
    if cause.person and cause.person.pk == person.pk:
        raise OwnRights
    held = person.assignments.filter(role=role, warehouse=warehouse).first()
    return held or _give(cause, person, role, warehouse)


def withdraw_role(*, cause: Cause, person_id: int, assignment_id: int) -> None:
    """Take one role away; it counts from the next scan or page on.

    Refuses with NotYours, LastAdministrator. Locks the rights.
    """
    lock_rights()
    held = Assignment.objects.select_related("person", "warehouse").get(pk=assignment_id, person_id=person_id)
    if not _reach(cause).may_give(held.role, held.warehouse_id):
        raise NotYours
    _demand_administrators(without=Assignment.objects.filter(pk=held.pk))
    before = {"role": held.role, "warehouse": held.warehouse.code if held.warehouse else "*"}
    subject, warehouse = subject_of(held.person), held.warehouse
    held.delete()
    record(cause=cause, action="person.withdraw_role", subject=subject, before=before, warehouse=warehouse)


def next_badge() -> str:
    """The first badge number above all that are given out."""
    last = Person.objects.filter(badge__regex=f"^{BADGE}$").order_by("-badge").values_list("badge", flat=True).first()
    return f"U{int(last[1:]) + 1 if last else 1:06d}"


def person_to_change(cause: Cause, person_id: int) -> Person:
    """The person, if whoever causes the change may change him. Refuses with NotYours."""
    person = Person.objects.get(pk=person_id)
    if not _reach(cause).covers(person.assignments.all()):
        raise NotYours
    return person


def has_password(person: Person) -> bool:
    return bool(person.password) and not person.password.startswith(UNUSABLE_PASSWORD_PREFIX)


def _end_floor_tokens(person: Person) -> None:
    """Tokens that were signed up to now open nothing on the floor any more, not even after a reactivation."""
    person.tokens_from = timezone.now()
    person.save(update_fields=["tokens_from"])


def _identity(*, username: str, name: str, badge: str, language: str) -> dict[str, str | None]:
    """In the form's order: what is told is the first field that is wrong."""
    words = clean_text("name", name, 60)
    clean_code("username", username, USERNAME, USERNAME_RULE)
    return {
        "username": "".join(username.split()).lower(),
        "name": words,
        "badge": clean_code("badge", badge, BADGE, BADGE_RULE, required=False) or None,
        "language": clean_choice("language", language, LANGUAGES),
    }


def _demand_free(values: dict[str, str | None], *, apart_from: int | None) -> None:
    """Nobody else has this user name or badge, in whatever case it is written."""
    others = Person.objects.exclude(pk=apart_from)
    for field in ("username", "badge"):
        value = values[field]
        holder = others.filter(**{f"{field}__iexact": value}).first() if value else None
        if holder:
            raise CodeTaken(field=list(WORDS[field]), value=value, holder=holder.name or holder.username)


def _give(cause: Cause, person: Person, role: str, warehouse: Warehouse | None) -> Assignment:
    given = Assignment.objects.create(person=person, role=role, warehouse=warehouse)
    after = {"role": str(role), "warehouse": warehouse.code if warehouse else "*"}
    record(cause=cause, action="person.grant_role", subject=subject_of(person), after=after, warehouse=warehouse)
    return given


def _demand_administrators(*, without: object) -> None:
    """Every active warehouse that has an administrator still has one without these roles."""
    before = Assignment.objects.filter(role=Role.ADMINISTRATOR, person__is_active=True)
    lost = set(before.filter(pk__in=without.values("pk")).values_list("pk", flat=True))  # type: ignore[attr-defined]
    if not lost:
        return
    places = list(before.exclude(pk__in=lost).values_list("warehouse_id", flat=True))
    if None in places:
        return
    losing = set(before.filter(pk__in=lost).values_list("warehouse_id", flat=True))
    houses = Warehouse.objects.filter(is_active=True).exclude(pk__in=places)
    if None not in losing:
        houses = houses.filter(pk__in=losing)
    bare = houses.order_by("code").first()
    if bare is not None:
        raise LastAdministrator(warehouse=[bare.name_zh, bare.name_en])


def _reach(cause: Cause) -> Reach:
    if cause.person is None:
        raise NotYours
    return reach_of(cause.person)
