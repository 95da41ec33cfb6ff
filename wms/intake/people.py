"""The table of people: staff with badge and roles, in the warehouse that the page stands in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from wms.core.cause import Cause
from wms.core.locks import lock_rights
from wms.core.models import Assignment, Person, Warehouse
from wms.core.operations.people import BADGE, USERNAME, create_person, edit_person, grant_role, withdraw_role
from wms.core.reach import reach_of
from wms.core.states import Role
from wms.intake.columns import BadValue, Choice, Choices, Column, code, text
from wms.intake.errors import ChangedSince
from wms.intake.kinds import Judged, Kind, Problem, Row
from wms.intake.rows import demand_unused
from wms.intake.states import RowStatus

ROLE_WORDS: dict[str, tuple[str, ...]] = {
    Role.PICKER: ("拣货员", "picker"),
    Role.PACKER: ("打包员", "packer"),
    Role.RECEIVER: ("收货员", "receiver"),
    Role.STOCK_KEEPER: ("库管", "stock keeper"),
    Role.MANAGER: ("仓库经理", "manager"),
    Role.OPERATOR: ("运营", "shop operator"),
    Role.ADMINISTRATOR: ("管理员", "administrator"),
}
_badge = code(12, f"(?:{BADGE})")


def username(raw: str) -> str:
    if not re.fullmatch(USERNAME, raw.upper()):
        raise BadValue("intake.bad_characters")
    return raw.lower()


def badge(raw: str) -> str:
    return str(_badge(raw.upper()))


COLUMNS = (
    Column(
        name="username",
        zh="用户名",
        en="User name",
        aliases=("账号", "Login"),
        parse=username,
        is_required=True,
        example="example",
    ),
    Column(name="name", zh="姓名", en="Name", parse=text(60), is_required=True, example="示例", example_en="Example"),
    Column(name="badge", zh="工牌号", en="Badge number", aliases=("工牌", "Badge"), parse=badge, example="U999999"),
    Column(
        name="roles",
        zh="角色",
        en="Roles",
        aliases=("Role",),
        parse=Choices(ROLE_WORDS),
        is_required=True,
        example="拣货员、收货员",
        example_en="picker, receiver",
    ),
    Column(
        name="language",
        zh="语言",
        en="Language",
        parse=Choice({"zh-hans": ("中文", "Chinese"), "en": ("英文", "English")}),
        example="中文",
        example_en="English",
    ),
)


class PeopleTable(Kind):
    """Roles are added, never taken away; nobody gives what he might not give by hand."""

    name = "people"
    title = _("People")
    help = _("One row a person of this warehouse. Roles are added; PIN and password are set on the person's own page.")
    icon = "person"
    columns = COLUMNS
    roles = frozenset({Role.MANAGER, Role.ADMINISTRATOR})
    rank = 70
    chunk_rows = 50

    def key(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        return (values["username"],)

    def checker(self, warehouse: Warehouse, cause: Cause) -> PeopleChecker:
        return PeopleChecker(warehouse, cause)

    def lock(self, warehouse: Warehouse, rows: Sequence[Row]) -> None:
        lock_rights()

    def apply(self, *, cause: Cause, warehouse: Warehouse, rows: Sequence[Row]) -> dict[str, Any]:
        known = {person["username"]: person for person in known_people(warehouse, rows)}
        made, changed = [], []
        for row in rows:
            person = known.get(row.values["username"])
            if person is None:
                made.append(_create(cause, warehouse, row))
            else:
                changed.append(_change(cause, warehouse, row, person))
        return {"made": made, "changed": changed}

    def check_undo(self, *, warehouse: Warehouse, journal: Mapping[str, Any]) -> None:
        if journal["made"]:
            demand_unused(Person, journal["made"], ignore={Assignment._meta.label_lower})

    def undo(self, *, cause: Cause, warehouse: Warehouse, journal: Mapping[str, Any]) -> None:
        lock_rights()
        self.check_undo(warehouse=warehouse, journal=journal)
        Person.objects.filter(pk__in=journal["made"]).delete()
        for change in journal["changed"]:
            _change_back(cause, warehouse, change)


def _create(cause: Cause, warehouse: Warehouse, row: Row) -> int:
    values = row.values
    person = create_person(
        cause=cause,
        username=values["username"],
        name=values["name"],
        role=values["roles"][0],
        warehouse=warehouse,
        badge=values.get("badge") or "",
        language=values.get("language") or "zh-hans",
    )
    for role in values["roles"][1:]:
        grant_role(cause=cause, person_id=person.pk, role=role, warehouse=warehouse)
    return person.pk


def _change(cause: Cause, warehouse: Warehouse, row: Row, person: Mapping[str, Any]) -> dict[str, Any]:
    now = {name: row.values.get(name) or person[name] or "" for name in ("name", "badge", "language")}
    before = {name: person[name] or "" for name in now}
    if now != before:
        edit_person(cause=cause, person_id=person["id"], username=person["username"], **now)
    fresh = [role for role in row.values["roles"] if role not in person["held"]]
    for role in fresh:
        grant_role(cause=cause, person_id=person["id"], role=role, warehouse=warehouse)
    return {"id": person["id"], "username": person["username"], "before": before, "after": now, "roles": fresh}


def _change_back(cause: Cause, warehouse: Warehouse, change: Mapping[str, Any]) -> None:
    person = Person.objects.get(pk=change["id"])
    for name, value in change["after"].items():
        if (getattr(person, name) or "") != value:
            raise ChangedSince(label=person.username, column=name)
    if change["before"] != change["after"]:
        edit_person(cause=cause, person_id=person.pk, username=person.username, **change["before"])
    for held in Assignment.objects.filter(person=person, warehouse=warehouse, role__in=change["roles"]):
        withdraw_role(cause=cause, person_id=person.pk, assignment_id=held.pk)


def known_people(warehouse: Warehouse, rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Those of these rows who exist, with the roles that they hold here: `held`."""
    names = {row.values["username"] for row in rows}
    fields = ("id", "username", "name", "badge", "language", "is_active")
    people = list(Person.objects.filter(username__in=names).values(*fields))
    held: dict[int, set[str]] = {}
    mine = Assignment.objects.filter(person__in=[person["id"] for person in people], warehouse=warehouse)
    for person_id, role in mine.values_list("person_id", "role"):
        held.setdefault(person_id, set()).add(role)
    return [{**person, "held": held.get(person["id"], set())} for person in people]


class PeopleChecker:
    """Also over the whole file: one badge belongs to one person."""

    def __init__(self, warehouse: Warehouse, cause: Cause) -> None:
        self.warehouse = warehouse
        self.person = cause.person
        self.badges: dict[str, int] = {}

    def judge(self, rows: Sequence[Row]) -> list[Judged]:
        known = {person["username"]: person for person in known_people(self.warehouse, rows)}
        badges = [row.values["badge"] for row in rows if row.values.get("badge")]
        holders = dict(Person.objects.filter(badge__in=badges).values_list("badge", "username"))
        reach = reach_of(self.person) if self.person else None
        may = {role for role in Role if reach is not None and reach.may_give(role, self.warehouse.pk)}
        mine = self._mine(known.values(), reach)
        return [self._judge(row, known.get(row.values["username"]), holders, may, mine) for row in rows]

    def _mine(self, people: Iterable[Mapping[str, Any]], reach: Any) -> set[int]:
        """Whom the importer may change, and who is not himself."""
        held: dict[int, list[Assignment]] = {}
        for assignment in Assignment.objects.filter(person__in=[person["id"] for person in people]):
            held.setdefault(assignment.person_id, []).append(assignment)
        own = self.person.pk if self.person else None
        return {p["id"] for p in people if reach and p["id"] != own and reach.covers(held.get(p["id"], []))}

    def _judge(
        self,
        row: Row,
        person: Mapping[str, Any] | None,
        holders: Mapping[str | None, str],
        may: set[Role],
        mine: set[int],
    ) -> Judged:
        values = row.values
        barred = [role for role in values["roles"] if role not in may]
        if barred or (person is not None and person["id"] not in mine):
            return Judged.bad(Problem("roles" if barred else "username", ", ".join(barred), "intake.not_yours"))
        given = values.get("badge")
        if given and holders.get(given, values["username"]) != values["username"]:
            return Judged.bad(Problem("badge", given, "intake.badge_taken", {"holder": holders[given]}))
        if given and self.badges.setdefault(given, row.line) != row.line:
            return Judged.bad(Problem("badge", given, "intake.conflict", {"line": self.badges[given]}))
        if person is None:
            return Judged(RowStatus.NEW)
        if not person["is_active"]:
            return Judged.bad(Problem("username", values["username"], "intake.person_inactive"))
        names = ("name", "badge", "language")
        before = {name: person[name] for name in names if values.get(name) and values[name] != person[name]}
        if set(values["roles"]) - person["held"]:
            before["roles"] = sorted(person["held"])
        return Judged(RowStatus.CHANGED, before) if before else Judged(RowStatus.UNCHANGED)
