"""Badges and the scanner's set-up sheet as PDF, for whoever keeps people and devices."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_GET

from wms.core.desk.house import words
from wms.core.desk.house.lists.people import PersonList
from wms.core.desk.pdf import printed
from wms.core.models import Person, Warehouse
from wms.core.paper.labels import BadgeLabel, badge_labels
from wms.core.reach import KEEPERS
from wms.core.rights import desk_page
from wms.core.states import Role
from wms.scan.codes import make
from wms.scan.desk.sheet import scanner_sheet

MOST = 500
RANK = list(reversed(Role.values))  # the badge tells the highest role


@require_GET
@desk_page(*KEEPERS)
def badges(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """GET ?id=12&id=13, or the filters of the list of people: their badges, 85.6 x 54 mm."""
    found = PersonList(request, warehouse).found.exclude(badge=None).order_by("badge")
    if given := request.GET.getlist("id"):
        found = found.filter(pk__in=[int(text) for text in given if text.isascii() and text.isdigit()])

    def made(language: str) -> bytes:
        return badge_labels([badge_of(person, warehouse, language) for person in found[:MOST]], language=language)

    return printed(made, "badges.pdf")


def badge_of(person: Person, warehouse: Warehouse, language: str) -> BadgeLabel:
    """What stands on a person's badge: name, number, the highest role here, the warehouse."""
    suffix = "zh" if language.startswith("zh") else "en"
    here = [row for row in person.assignments.all() if row.warehouse_id in (None, warehouse.pk)]
    rows = sorted(here or person.assignments.all(), key=lambda row: RANK.index(row.role))
    place = rows[0].warehouse if rows and rows[0].warehouse else warehouse
    with translation.override(language):
        role = str(words.ROLES[rows[0].role]) if rows else ""
    return BadgeLabel(
        person_name=person.name or person.username,
        person_code=person.badge or "",
        barcode=make("badge", person.badge or ""),
        role=role,
        warehouse=getattr(place, f"name_{suffix}"),
    )


@require_GET
@desk_page(*KEEPERS)
def setup_sheet(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """GET: how to set a scanner, with a code that proves each setting on /rf/diag/."""
    return printed(lambda language: scanner_sheet(language=language), "scanner-setup.pdf")
