"""Which warehouses send a shop's orders [M3]: the shops, one shop's rule, and where an order would go and why."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from inventory.selectors.known_bindings import pairs_of_codes
from picking.desk.waves import MAY_ACT, may_act
from picking.models import RoutingRule, RoutingWarehouse
from picking.operations.routing import PERSON, Answer, explain, route_again
from picking.operations.routing_rules import MOST_KM, MOST_PARCELS, WarehouseFacts, save_routing
from picking.regions import REGIONS
from picking.selectors.orders import whole_of
from picking.selectors.routing import Asked, rule_of
from wms.core.desk.doors import attempt, cause_of, said_of, tell
from wms.core.desk.forms import WORDS
from wms.core.desk.frame import desk
from wms.core.models import Shop, Warehouse
from wms.core.rights import desk_page, warehouses_of
from wms.core.templatetags.zhunjian import named

MOST_LINES = 30


class RoutingForm(forms.Form):
    """How far a shop's orders may be split; the warehouses are rows of their own."""

    most_parcels = forms.IntegerField(
        label=gettext_lazy("Most parcels of an order"), min_value=1, max_value=MOST_PARCELS
    )
    most_parcels_promised = forms.IntegerField(
        label=gettext_lazy("Most parcels of a Choice or X-day order"), min_value=1, max_value=MOST_PARCELS
    )


HEADS = {
    "rank": gettext_lazy("Rank"),
    "distance_km": gettext_lazy("km elsewhere"),
    "distances": gettext_lazy("km by country or region"),
}


class WarehouseForm(forms.Form):
    """One warehouse of the rule, with its name before each field's."""

    is_used = forms.BooleanField(required=False)
    rank = forms.IntegerField(min_value=0, max_value=999, required=False)
    distance_km = forms.IntegerField(min_value=0, max_value=MOST_KM, required=False)
    distances = forms.CharField(max_length=400, required=False)

    def __init__(self, warehouse: Warehouse, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"w{warehouse.pk}", **kwargs)
        self.warehouse = warehouse
        for field in self.fields.values():
            field.error_messages.update(WORDS)
        for name, label in HEADS.items():  # the table's heads name the columns, not the fields
            self.fields[name].widget.attrs["aria-label"] = f"{named(warehouse)}: {label}"

    def clean_distances(self) -> dict[str, int]:
        """ES 100, FR 350, EU 1500"""
        told: dict[str, int] = {}
        for part in self.cleaned_data["distances"].upper().replace("，", ",").replace("、", ",").split(","):
            if not part.strip():
                continue
            name, _blank, km = part.strip().partition(" ")
            is_place = name in REGIONS or (len(name) == 2 and name.isascii() and name.isalpha())
            if not is_place or not km.strip().isascii() or not km.strip().isdigit() or int(km) > MOST_KM:
                raise forms.ValidationError(_("Not readable here: %(part)s"), params={"part": part.strip()[:20]})
            told[name] = int(km)
        return told

    def facts(self) -> WarehouseFacts | None:
        typed = self.cleaned_data
        if not typed["is_used"]:
            return None
        rank = 10 if typed["rank"] is None else typed["rank"]
        return WarehouseFacts(self.warehouse, rank, typed["distance_km"], typed["distances"])


class AskForm(forms.Form):
    """An order as a person thinks of it."""

    lines = forms.CharField(
        label=gettext_lazy("Lines: one SKU and its units a line"), widget=forms.Textarea(attrs={"rows": 3})
    )
    country = forms.CharField(label=gettext_lazy("Country (two letters)"), max_length=2, required=False)
    has_promise = forms.BooleanField(label=gettext_lazy("Choice or X-day"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages.update(WORDS)

    def clean_lines(self) -> list[tuple[str, int]]:
        wanted = []
        for row in self.cleaned_data["lines"].splitlines():
            words = row.replace("×", " ").split()
            if not words:
                continue
            units = words[1] if len(words) > 1 else "1"
            if len(words) > 2 or not units.isascii() or not units.isdigit() or not 0 < int(units) <= 9999:
                raise forms.ValidationError(_("Not readable here: %(part)s"), params={"part": row[:40]})
            wanted.append((words[0], int(units)))
        if not 0 < len(wanted) <= MOST_LINES:
            raise forms.ValidationError(WORDS["required"])
        return wanted


@require_GET
@desk_page(*MAY_ACT)
def routing(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """The shops of this warehouse, each with the warehouses that send its orders."""
    shops = warehouse.shops.filter(is_active=True).order_by("name")
    rules = RoutingRule.objects.filter(shop__in=shops).prefetch_related("warehouses__warehouse")
    by_shop = {rule.shop_id: rule for rule in rules}
    return desk(
        request,
        warehouse,
        "picking/routing.html",
        "routing",
        {"rows": [(shop, by_shop.get(shop.pk)) for shop in shops]},
    )


@require_http_methods(["GET", "POST"])
@desk_page(*MAY_ACT)
def routing_of_shop(request: HttpRequest, warehouse: Warehouse, shop_id: int) -> HttpResponse:
    """One shop's rule; with `lines` in the address, where such an order would go now."""
    shop = _shop(warehouse, shop_id)
    rule = rule_of(shop)
    rows = _rows(request, shop, rule)
    if request.method == "GET":
        form = RoutingForm(initial=_parcels(rule))
        return _page(request, warehouse, shop, form, rows, **_answer(request, shop))
    form = RoutingForm(request.POST)
    typed = [WarehouseForm(row.warehouse, request.POST) for row in rows]
    if not all([form.is_valid(), *(row.is_valid() for row in typed)]):
        return _page(request, warehouse, shop, form, typed, status=400)
    chosen = [facts for row in typed if (facts := row.facts())] + _unseen(request, rule)
    work = partial(save_routing, cause=cause_of(request, "routing"), shop=shop, warehouses=chosen, **form.cleaned_data)
    _saved, refusal = attempt(work)
    if refusal:
        return _page(request, warehouse, shop, form, typed, status=refusal.http_status, refused=said_of(refusal))
    messages.success(request, _("Saved; orders that arrive from now on go by it"))
    return HttpResponseRedirect(reverse("picking:routing"))


@require_POST
@desk_page(*MAY_ACT)
def reroute(request: HttpRequest, warehouse: Warehouse, order_id: int) -> HttpResponse:
    """A person has the order's warehouse looked for anew, or names one, with a reason."""
    parts = whole_of(order_id)
    mine = next((part for part in parts if part.warehouse_id == warehouse.pk and part.pk == order_id), None)
    back = reverse("reports:order", args=[order_id])
    reason = request.POST.get("reason", "").strip()
    if mine is None:
        raise Http404
    if not reason:
        messages.error(request, _("Give a reason: it is kept with the decision"))
        return HttpResponseRedirect(back)
    code = request.POST.get("warehouse", "")
    only = get_object_or_404(warehouses_of(request.user), code=code) if code else None  # type: ignore[arg-type]
    work = partial(
        route_again, cause=cause_of(request, "reroute"), order_id=order_id, why=PERSON, reason=reason, only=only
    )
    found, refusal = attempt(work)
    if refusal or not found:
        if refusal:
            tell(request, refusal)
        return HttpResponseRedirect(back)
    messages.success(request, _("Goes from %(places)s") % {"places": ", ".join(part.warehouse.code for part in found)})
    here = next((part for part in found if part.warehouse_id == warehouse.pk), None)
    return HttpResponseRedirect(reverse("reports:order", args=[here.pk]) if here else reverse("reports:orders"))


def _shop(warehouse: Warehouse, shop_id: int) -> Shop:
    return get_object_or_404(Shop.objects.select_related("warehouse"), pk=shop_id, warehouse=warehouse)


def _rows(request: HttpRequest, shop: Shop, rule: RoutingRule | None) -> list[WarehouseForm]:
    """The warehouses that this person may see, those of the rule first."""
    known = {row.warehouse_id: row for row in rule.warehouses.all()} if rule else {}
    seen = sorted(
        warehouses_of(request.user),  # type: ignore[arg-type]
        key=lambda each: (each.pk not in known, known[each.pk].rank if each.pk in known else 0, each.code),
    )
    return [WarehouseForm(each, initial=_initial(known.get(each.pk), each == shop.warehouse)) for each in seen]


def _initial(row: RoutingWarehouse | None, is_own: bool) -> dict[str, Any]:
    if row is None:
        return {"is_used": False, "rank": 1 if is_own else 10}
    told = ", ".join(f"{name} {km}" for name, km in sorted(row.distances.items()))
    return {"is_used": True, "rank": row.rank, "distance_km": row.distance_km, "distances": told}


def _unseen(request: HttpRequest, rule: RoutingRule | None) -> list[WarehouseFacts]:
    """Warehouses of the rule that this person may not see stay as they are."""
    if rule is None:
        return []
    seen = {each.pk for each in warehouses_of(request.user)}  # type: ignore[arg-type]
    return [
        WarehouseFacts(row.warehouse, row.rank, row.distance_km, row.distances)
        for row in rule.warehouses.all()
        if row.warehouse_id not in seen
    ]


def _parcels(rule: RoutingRule | None) -> dict[str, int]:
    if rule is None:
        return {"most_parcels": 2, "most_parcels_promised": 1}
    return {"most_parcels": rule.most_parcels, "most_parcels_promised": rule.most_parcels_promised}


def _answer(request: HttpRequest, shop: Shop) -> dict[str, Any]:
    """The dry explanation, when somebody has asked for one."""
    if "lines" not in request.GET:
        return {"ask": AskForm()}
    ask = AskForm(request.GET)
    if not ask.is_valid():
        return {"ask": ask}
    typed = ask.cleaned_data
    pairs = pairs_of_codes(shop.pk, [code for code, _units in typed["lines"]])
    asked = [
        Asked(str(place), pairs.get(code, ("", code)), units) for place, (code, units) in enumerate(typed["lines"])
    ]
    answer: Answer = explain(shop=shop, asked=asked, country=typed["country"].upper(), has_promise=typed["has_promise"])
    return {"ask": ask, "answer": answer}


def _page(
    request: HttpRequest,
    warehouse: Warehouse,
    shop: Shop,
    form: RoutingForm,
    rows: Sequence[WarehouseForm],
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    shown = {"shop": shop, "form": form, "rows": rows, "regions": sorted(REGIONS), "may": may_act(request, warehouse)}
    if "ask" not in more:
        more["ask"] = AskForm()
    return desk(request, warehouse, "picking/routing_shop.html", "routing", shown | more, status=status)
