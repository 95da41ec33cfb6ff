"""The forms of what the house is made of (warehouses, shops, benches, printers), with what was changed before below."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from wms.core.desk.doors import attempt, said_of
from wms.core.desk.frame import desk
from wms.core.messages import Said
from wms.core.models import AuditEntry, Printer, Shop, Station, Warehouse

HISTORY = 20
Kept = Warehouse | Shop | Station | Printer


@dataclass(frozen=True)
class KeptForms:
    """`here` names the menu's entry and the list that a saved form goes back to; `choices` is what can be chosen."""

    template: str
    here: str
    choices: Callable[[Warehouse], dict[str, Any]]

    def show(
        self,
        request: HttpRequest,
        warehouse: Warehouse,
        kind: str,
        form: dict[str, Any],
        found: Kept | None = None,
        *,
        said: Said | None = None,
        status: int = 200,
    ) -> HttpResponse:
        """The form; of a thing that is there with its last changes, after a refusal with what it says."""
        kept: list[AuditEntry] = []
        if found:
            rows = AuditEntry.objects.filter(subject=f"{kind}:{found.code}").select_related("person")
            kept = list(rows.order_by("-pk")[:HISTORY])
        context = {"kind": kind, "form": form, "found": found, "kept": kept, "said": said, **self.choices(warehouse)}
        return desk(request, warehouse, self.template, self.here, context, status=status)

    def save(
        self,
        request: HttpRequest,
        warehouse: Warehouse,
        work: Callable[[], object],
        kind: str,
        form: dict[str, Any],
        found: Kept | None = None,
    ) -> HttpResponse:
        """Do the work and go back to the list; refused, the form is shown again with what was typed."""
        _result, refusal = attempt(work)
        if refusal:
            if found:
                found.refresh_from_db()
            said, status = said_of(refusal), refusal.http_status
            return self.show(request, warehouse, kind, form, found, said=said, status=status)
        messages.success(request, _("Saved"))
        return HttpResponseRedirect(reverse(f"core:{self.here}"))
