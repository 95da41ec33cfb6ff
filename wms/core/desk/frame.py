"""What every desk page has around it: the menu, the warehouses, the person's role.

Rooms add their entries and their dials (the bell, the state of the sync) in `AppConfig.ready()`, so that a page of a
low room stands in the same frame as a page of a high one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wms.core.models import Person, Warehouse
from wms.core.reach import KEEPERS
from wms.core.rights import roles_at
from wms.core.states import Role

GROUPS = {
    "": "",
    "floor": _("Floor"),
    "stock": _("Goods"),
    "platform": _("Platform"),
    "quality": _("Quality"),
    "house": _("House"),
}
ROLES = {
    Role.ADMINISTRATOR: _("Administrator"),
    Role.MANAGER: _("Manager"),
    Role.OPERATOR: _("Shop operator"),
}
Count = Callable[[Warehouse, dict[str, Any]], tuple[int, bool]]
Dial = Callable[[Warehouse], dict[str, Any]]
OwnDial = Callable[[Warehouse, Person], dict[str, Any]]


@dataclass(frozen=True)
class Entry:
    """One line of the menu.

    `key` is what a page calls its place (`here`); `view` the name of its address; `roles` who sees it (empty: everyone
    at the desk); `count` tells, from the warehouse and the dials' answers, what is open and whether it is urgent.
    """

    key: str
    view: str
    icon: str
    text: Any
    group: str = ""
    rank: int = 50
    roles: frozenset[str] = frozenset()
    count: Count | None = None

    def drawn(self, warehouse: Warehouse, here: str, shown: dict[str, Any]) -> dict[str, Any]:
        count, is_hot = self.count(warehouse, shown) if self.count else (0, False)
        return {
            "url": reverse(self.view),
            "icon": self.icon,
            "label": self.text,
            "is_here": self.key == here,
            "count": count,
            "is_hot": is_hot,
        }


_entries: dict[str, Entry] = {}
_dials: dict[str, Dial] = {}
_own_dials: dict[str, OwnDial] = {}


def add_entry(entry: Entry) -> None:
    _entries[entry.key] = entry


def add_dial(name: str, dial: Dial) -> None:
    """`dial` gives the frame's templates what they show on every page."""
    _dials[name] = dial


def add_own_dial(name: str, dial: OwnDial) -> None:
    """`dial` gives the frame's templates what each person sees otherwise, such as the bell."""
    _own_dials[name] = dial


def dials(warehouse: Warehouse, person: Person) -> dict[str, Any]:
    shown = {key: value for dial in _dials.values() for key, value in dial(warehouse).items()}
    return shown | {key: value for dial in _own_dials.values() for key, value in dial(warehouse, person).items()}


def desk(
    request: HttpRequest,
    warehouse: Warehouse,
    template: str,
    here: str,
    context: dict[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Render a whole desk page; `here` is the key of the menu's entry that it belongs to."""
    roles = roles_at(request.user, warehouse)  # type: ignore[arg-type]
    shown = dials(warehouse, request.user)  # type: ignore[arg-type]
    frame = {
        **shown,
        "warehouse": warehouse,
        "warehouses": getattr(request, "warehouses", [warehouse]),
        "here": here,
        "now": timezone.now(),
        "roles": roles,
        "may_keep": bool(roles & KEEPERS),
        "role": next((text for role, text in ROLES.items() if role in roles), ""),
        "nav": _menu(warehouse, here, roles, shown),
    }
    return render(request, template, {**frame, **(context or {})}, status=status)


def _menu(warehouse: Warehouse, here: str, roles: frozenset[str], shown: dict[str, Any]) -> list[dict[str, Any]]:
    seen = sorted((entry for entry in _entries.values() if not entry.roles or entry.roles & roles), key=_by_rank)
    groups = ((label, [entry for entry in seen if entry.group == group]) for group, label in GROUPS.items())
    return [
        {"label": label, "items": [entry.drawn(warehouse, here, shown) for entry in entries]}
        for label, entries in groups
        if entries
    ]


def _by_rank(entry: Entry) -> tuple[int, str]:
    return entry.rank, entry.key
