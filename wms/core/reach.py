"""Whom a person may manage: administrators everybody of their warehouses, managers the people of the floor there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from wms.core.models import Assignment, Person, Warehouse
from wms.core.states import Role

FLOOR_ROLES = frozenset({Role.PICKER, Role.PACKER, Role.RECEIVER, Role.STOCK_KEEPER})
KEEPERS = frozenset({Role.ADMINISTRATOR, Role.MANAGER})


@dataclass(frozen=True)
class Reach:
    """Where a person is administrator and where manager; None in a set stands for every warehouse."""

    administers: frozenset[int | None]
    manages: frozenset[int | None]

    @property
    def is_everywhere(self) -> bool:
        return None in self.administers

    def may_give(self, role: str, warehouse_id: int | None) -> bool:
        """May this role at this warehouse be given, or taken away?"""
        if self.is_everywhere or (warehouse_id is not None and warehouse_id in self.administers):
            return True
        is_mine = None in self.manages or (warehouse_id is not None and warehouse_id in self.manages)
        return role in FLOOR_ROLES and is_mine

    def covers(self, held: Iterable[Assignment]) -> bool:
        """May the person behind these roles be changed? Only when every one of them might be given."""
        roles = list(held)
        if not roles:
            return self.is_everywhere
        return all(self.may_give(row.role, row.warehouse_id) for row in roles)

    def roles_to_give(self) -> list[Role]:
        return [role for role in Role if self.administers or role in FLOOR_ROLES]


def reach_of(person: Person) -> Reach:
    """One query."""
    rows = Assignment.objects.filter(person=person, role__in=KEEPERS).values_list("role", "warehouse_id")
    held = list(rows)
    return Reach(
        frozenset(place for role, place in held if role == Role.ADMINISTRATOR),
        frozenset(place for role, place in held if role == Role.MANAGER),
    )


def people_seen(reach: Reach) -> QuerySet[Person]:
    """The people whom this reach may look at: whoever works at its warehouses, or everywhere."""
    rows = Person.objects.all()
    places = reach.administers | reach.manages
    if reach.is_everywhere:
        return rows
    if None in places:
        return rows.filter(assignments__isnull=False).distinct()
    here = Q(warehouse__in=[place for place in places if place is not None]) | Q(warehouse=None)
    return rows.filter(pk__in=Assignment.objects.filter(here).values("person_id"))


def warehouses_to_give(reach: Reach) -> QuerySet[Warehouse]:
    """The active warehouses at which this reach may give roles."""
    rows = Warehouse.objects.filter(is_active=True)
    places = reach.administers | reach.manages
    return rows if None in places else rows.filter(pk__in=[place for place in places if place is not None])
