"""PIN, lock and password of a person: set at the desk, shown once, never kept in words."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wms.core.desk.doors import act, attempt, cause_of, said_of
from wms.core.desk.house.people import person_page, seen_person
from wms.core.models import Warehouse
from wms.core.operations import credentials
from wms.core.reach import KEEPERS
from wms.core.rights import desk_page


@require_POST
@desk_page(*KEEPERS)
def pin(request: HttpRequest, warehouse: Warehouse, person_id: int) -> HttpResponse:
    """POST pin=1357, or nothing for one that is drawn."""
    found = seen_person(request, person_id)
    chosen = request.POST.get("pin", "")
    given, refusal = attempt(
        partial(credentials.set_pin, cause=cause_of(request, "people"), person_id=found.pk, pin=chosen)
    )
    found.refresh_from_db()
    if refusal:
        return person_page(request, warehouse, found, {"said": said_of(refusal)}, status=refusal.http_status)
    return person_page(request, warehouse, found, {"secret": given, "secret_kind": "pin"})


@require_POST
@desk_page(*KEEPERS)
def unlock(request: HttpRequest, warehouse: Warehouse, person_id: int) -> HttpResponse:
    found = seen_person(request, person_id)
    work = partial(credentials.unlock_badge, cause=cause_of(request, "people"), person_id=found.pk)
    return act(request, work, _("Unlocked"), reverse("core:person", args=[found.pk]))


@require_POST
@desk_page(*KEEPERS)
def password(request: HttpRequest, warehouse: Warehouse, person_id: int) -> HttpResponse:
    """POST way=link|temporary."""
    found = seen_person(request, person_id)
    kind = "link" if request.POST.get("way") == "link" else "password"
    operation = credentials.make_password_link if kind == "link" else credentials.give_temporary_password
    given, refusal = attempt(partial(operation, cause=cause_of(request, "people"), person_id=found.pk))
    found.refresh_from_db()
    if refusal or given is None:
        said = said_of(refusal) if refusal else None
        return person_page(request, warehouse, found, {"said": said}, status=refusal.http_status if refusal else 400)
    secret = request.build_absolute_uri(given) if kind == "link" else given
    return person_page(request, warehouse, found, {"secret": secret, "secret_kind": kind})
