"""Badges, labels of benches and printers, the scanner's set-up sheet: as PDF, for whoever keeps the house."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_GET, require_http_methods

from wms.core.desk.house import words
from wms.core.desk.house.lists.people import PersonList
from wms.core.desk.pdf import Labels, dpi_of, labels_page, printed
from wms.core.models import Person, Printer, Station, Warehouse
from wms.core.paper.labels import BadgeLabel, StationLabel, badge_labels, station_labels
from wms.core.reach import KEEPERS
from wms.core.rights import desk_page
from wms.core.states import Role
from wms.scan.codes import make
from wms.scan.desk.sheet import scanner_sheet

MOST = 500
RANK = list(reversed(Role.values))  # the badge tells the highest role


@require_http_methods(["GET", "POST"])
@desk_page(*KEEPERS)
def badges(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """GET ?id=12&id=13, or the filters of the list of people: their badges, 85.6 x 54 mm."""
    found = PersonList(request, warehouse).found.exclude(badge=None).order_by("badge")
    if given := request.GET.getlist("id"):
        found = found.filter(pk__in=[int(text) for text in given if text.isascii() and text.isdigit()])

    def made(language: str) -> bytes:
        labels = [badge_of(person, warehouse, language) for person in found[:MOST]]
        return badge_labels(labels, dpi=dpi_of(request, 300), language=language)

    title = " ".join(found.values_list("name", flat=True)[:3])
    return labels_page(request, warehouse, Labels("badge", title, "badges.pdf", "people"), made)


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


@require_http_methods(["GET", "POST"])
@desk_page(*KEEPERS)
def station_sheet(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """GET ?code=W0003&code=P0001: labels of these benches and printers, of all in use without a code."""
    codes = request.GET.getlist("code")

    def made(language: str) -> bytes:
        return station_labels(_station_labels(warehouse, codes, language), dpi=dpi_of(request), language=language)

    title = " ".join(codes[:4]) or "*"
    return labels_page(request, warehouse, Labels("station", title, f"{warehouse.code}-stations.pdf", "stations"), made)


def _station_labels(warehouse: Warehouse, codes: list[str], language: str) -> list[StationLabel]:
    suffix = "zh" if language.startswith("zh") else "en"
    rows = {"warehouse": warehouse, "is_active": True, **({"code__in": codes} if codes else {})}
    place = getattr(warehouse, f"name_{suffix}")
    benches = [
        StationLabel(
            name=getattr(row, f"name_{suffix}"), code=row.code, barcode=make("station", row.code), warehouse=place
        )
        for row in Station.objects.filter(**rows).order_by("code")
    ]
    printers = [
        StationLabel(name=row.name, code=row.code, barcode=make("printer", row.code), warehouse=place)
        for row in Printer.objects.filter(**rows).order_by("code")
    ]
    return [*benches, *printers]
