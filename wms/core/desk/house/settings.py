"""Settings (参数): every figure of a warehouse and of its shops, with its bounds, and who set it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from wms.core.desk.doors import attempt, cause_of, said_of
from wms.core.desk.frame import desk
from wms.core.figures import FIGURES, Figure, unit_words
from wms.core.models import AuditEntry, FigureOverride, Shop, Warehouse
from wms.core.operations.settings import reset_figure, set_figure, shown, told
from wms.core.rights import desk_page
from wms.core.states import Role

HISTORY = 20


@dataclass(frozen=True)
class Row:
    """A figure as the page shows it: `origin` is default, warehouse or shop; `own` the row set right here."""

    figure: Figure
    value: Decimal
    origin: str
    own: FigureOverride | None

    @property
    def words(self) -> tuple[str, str]:
        return self.figure.zh, self.figure.en

    @property
    def unit(self) -> list[str]:
        return unit_words(self.figure)

    @property
    def shown(self) -> str:
        return told(self.value)

    @property
    def default(self) -> str:
        return told(self.figure.default)

    @property
    def bounds(self) -> str:
        return f"{told(self.figure.low)} – {told(self.figure.high)}"


@require_GET
@desk_page(Role.ADMINISTRATOR)
def settings(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    shop = _shop(request, warehouse)
    context = {"rows": rows_of(warehouse, shop), "shop": shop, "shops": warehouse.shops.order_by("code")}
    return desk(request, warehouse, "core/settings/list.html", "settings", context)


@require_http_methods(["GET", "POST"])
@desk_page(Role.ADMINISTRATOR)
def figure(request: HttpRequest, warehouse: Warehouse, figure_name: str) -> HttpResponse:
    """POST value=…&reason=… sets it; with reset=yes it goes back."""
    if figure_name not in FIGURES:
        raise Http404
    shop = _shop(request, warehouse)
    if request.method == "GET":
        return _form(request, warehouse, shop, figure_name)
    reason, value = request.POST.get("reason", ""), request.POST.get("value", "")[:40]
    facts = {"name": figure_name, "reason": reason, "warehouse": warehouse, "shop": shop}
    cause = cause_of(request, "settings")
    is_reset = request.POST.get("reset") == "yes"
    work: Any = partial(reset_figure, cause=cause, **facts)
    if not is_reset:
        work = partial(set_figure, cause=cause, value=value, **facts)
    _result, refusal = attempt(work)
    if refusal:
        extra = {"said": said_of(refusal), "value": value, "reason": reason}
        return _form(request, warehouse, shop, figure_name, extra, status=refusal.http_status)
    messages.success(request, _("Back to its default") if is_reset else _("Saved"))
    query = f"?shop={shop.pk}" if shop else ""
    return HttpResponseRedirect(reverse("core:settings") + query)


def rows_of(warehouse: Warehouse, shop: Shop | None) -> list[Row]:
    """Every figure in force at the warehouse, or for the shop, in the order of figures.py. Two queries."""
    overrides = FigureOverride.objects.select_related("person")
    house = {row.name: row for row in overrides.filter(warehouse=warehouse)}
    front = {row.name: row for row in overrides.filter(shop=shop)} if shop else {}
    return [_row(one, house.get(name), front.get(name), shop) for name, one in FIGURES.items()]


def _row(one: Figure, house: FigureOverride | None, front: FigureOverride | None, shop: Shop | None) -> Row:
    if front:
        return Row(one, front.value, "shop", front)
    if house:
        return Row(one, house.value, "warehouse", None if shop else house)
    return Row(one, one.default, "default", None)


def _shop(request: HttpRequest, warehouse: Warehouse) -> Shop | None:
    given = request.GET.get("shop", "")
    if not given:
        return None
    if not given.isascii() or not given.isdigit() or len(given) > 15:
        raise Http404
    return get_object_or_404(Shop, pk=int(given), warehouse=warehouse)


def _form(
    request: HttpRequest,
    warehouse: Warehouse,
    shop: Shop | None,
    name: str,
    extra: dict[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    row = next(row for row in rows_of(warehouse, shop) if row.figure.name == name)
    subject = f"figure:{name}@{shop.code if shop else warehouse.code}"
    kept = AuditEntry.objects.filter(subject=subject).select_related("person").order_by("-pk")[:HISTORY]
    context = {"row": row, "shop": shop, "value": shown(row.value), "reason": "", "kept": list(kept), **(extra or {})}
    return desk(request, warehouse, "core/settings/figure.html", "settings", context, status=status)
