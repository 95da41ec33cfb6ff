"""The forms of what the house is made of (warehouses, shops, benches, printers), with what was changed beside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wms.core.desk.forms import DeskForm, form_page
from wms.core.models import AuditEntry, Printer, Shop, Station, Warehouse

HISTORY = 20
Kept = Warehouse | Shop | Station | Printer


class KeptForm(DeskForm):
    """Base of the four: a code that is given once, and "in use" for what is there already."""

    code = forms.CharField(label=gettext_lazy("Code"), max_length=16)
    is_active = forms.BooleanField(label=gettext_lazy("In use"), required=False)
    once: tuple[str, ...] = ("code",)

    def __init__(self, *args: Any, found: Kept | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.once if found else ("is_active",):
            del self.fields[name]
        if found:
            self.initial = {name: getattr(found, name) for name in self.fields} | self.initial
            self.order_fields([name for name in self.fields if name != "is_active"])


def kept_page(
    request: HttpRequest,
    warehouse: Warehouse,
    form: KeptForm,
    *,
    kind: str,
    here: str,
    title: str,
    work: Callable[[dict[str, Any]], object],
    found: Kept | None = None,
) -> HttpResponse:
    """The form; of a thing that is there with its last changes. Saved, it goes back to the list `here`."""
    kept: list[AuditEntry] = []
    if found:
        rows = AuditEntry.objects.filter(subject=f"{kind}:{found.code}").select_related("person")
        kept = list(rows.order_by("-pk")[:HISTORY])
    leave = reverse(f"core:{here}")
    return form_page(
        request,
        warehouse,
        form,
        work=work,
        back=lambda _done: leave,
        done=_("Saved"),
        title=found.code if found else title,
        here=here,
        leave=leave,
        template="core/kept.html",
        context={"kind": kind, "found": found, "kept": kept},
    )
