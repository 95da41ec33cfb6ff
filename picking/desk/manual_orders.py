"""Manual orders and reships by form [M1]: lines by SKU or barcode, address, service, ship-by."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from inventory.selectors.items import sku_by_code, skus_by_id, skus_with_barcode
from picking.errors import OrderNotReady
from picking.intake import end_of
from picking.models import Order
from picking.operations.manual_orders import Address, ManualFacts, address_of, make_manual_order, reship, sent_units
from picking.ports import known_address
from picking.states import OrderState
from wms.core.desk.doors import cause_of, tell
from wms.core.desk.forms import WORDS, DeskForm, form_page
from wms.core.models import Warehouse
from wms.core.rights import MAY_SEE_ADDRESSES, desk_page, roles_at
from wms.core.templatetags.zhunjian import in_fours

if TYPE_CHECKING:
    from inventory.models import Sku

MOST_LINES = 50
ADDRESS = ("name", "phone", "country", "province", "city", "postcode", "street")


class ManualOrderForm(DeskForm):
    """One order as a person writes it. `kept`: an address that is used and not shown [M21]."""

    wide = ("lines", "street", "note", "reason")

    lines = forms.CharField(
        label=gettext_lazy("Lines: one SKU or barcode and its units a line"),
        widget=forms.Textarea(attrs={"rows": 4, "placeholder": "MC-15P-BLK 2"}),
    )
    name = forms.CharField(label=gettext_lazy("Recipient"), max_length=120)
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=40, required=False)
    country = forms.CharField(label=gettext_lazy("Country (two letters)"), max_length=2, min_length=2)
    province = forms.CharField(label=gettext_lazy("Province"), max_length=80, required=False)
    city = forms.CharField(label=gettext_lazy("City"), max_length=80)
    postcode = forms.CharField(label=gettext_lazy("Postcode"), max_length=20, required=False)
    street = forms.CharField(label=gettext_lazy("Street and number"), max_length=200)
    carrier = forms.CharField(label=gettext_lazy("Carrier or service"), max_length=60)
    ship_by = forms.DateField(label=gettext_lazy("Ship by"))
    shop = forms.ChoiceField(label=gettext_lazy("Shop"), required=False)
    note = forms.CharField(label=gettext_lazy("Note"), max_length=200, required=False)

    def __init__(self, warehouse: Warehouse, *args: Any, kept: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.warehouse, self.kept = warehouse, kept or {}
        for name in self.kept:
            del self.fields[name]
        shops = warehouse.shops.filter(is_active=True, channel="aliexpress").order_by("name")
        self.fields["shop"].choices = [("", _("none")), *((str(shop.pk), shop.name) for shop in shops)]  # type: ignore[attr-defined]

    def clean_lines(self) -> dict[Sku, int]:
        """A SKU told twice is summed up; a barcode that several SKUs carry is no answer."""
        wanted: dict[Sku, int] = {}
        for row in self.cleaned_data["lines"].splitlines():
            words = row.replace("×", " ").split()
            if not words:
                continue
            units = words[1] if len(words) > 1 else "1"
            sku = _sku_of(words[0])
            if len(words) > 2 or not units.isascii() or not units.isdigit() or len(units) > 5:
                raise forms.ValidationError(_("Not readable here: %(part)s"), params={"part": row[:40]})
            if sku is None:
                raise forms.ValidationError(_("No such SKU or barcode: %(part)s"), params={"part": words[0][:40]})
            wanted[sku] = wanted.get(sku, 0) + int(units)
        if not 0 < len(wanted) <= MOST_LINES:
            raise forms.ValidationError(WORDS["required"])
        return wanted

    def facts(self, typed: dict[str, Any]) -> ManualFacts:
        shop = self.warehouse.shops.filter(pk=int(typed["shop"])).first() if typed["shop"] else None
        address = {**self.kept, **{name: typed[name] for name in ADDRESS if name in typed}}
        return ManualFacts(
            units=typed["lines"],
            address=Address(**{**address, "country": address["country"].upper()}),
            carrier=typed["carrier"],
            due_at=end_of(typed["ship_by"].isoformat(), self.warehouse),
            shop=shop,
            note=typed["note"],
        )


class ReshipForm(ManualOrderForm):
    """The same, with the reason; what is prefilled is what the original had."""

    reason = forms.CharField(label=gettext_lazy("Reason of the reship"), max_length=200)


@require_http_methods(["GET", "POST"])
@desk_page()
def manual_order(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """A new manual order."""
    initial = {"ship_by": _tomorrow(warehouse)}
    form = ManualOrderForm(warehouse, request.POST or None, initial=initial)
    return form_page(
        request,
        warehouse,
        form,
        work=lambda typed: make_manual_order(
            cause=cause_of(request, "manual_order"), warehouse=warehouse, facts=form.facts(typed)
        ),
        back=_page_of,
        done=_("Taken in; it goes the way of every order"),
        title=_("Manual order"),
        here="orders",
        leave=reverse("reports:orders"),
    )


@require_http_methods(["GET", "POST"])
@desk_page()
def reship_order(request: HttpRequest, warehouse: Warehouse, order_id: int) -> HttpResponse:
    """Once more what has left, wholly or in part."""
    original = get_object_or_404(Order.objects.select_related("shop"), pk=order_id, warehouse=warehouse)
    if original.state != OrderState.SHIPPED:
        tell(request, OrderNotReady(order=original.number, state=str(original.state)))
        return HttpResponseRedirect(_page_of(original))
    known = _known_address(original)
    may_see = bool(MAY_SEE_ADDRESSES & roles_at(request.user, warehouse))  # type: ignore[arg-type]
    initial = _initial(warehouse, original) | (known if may_see else {})
    form = ReshipForm(warehouse, request.POST or None, initial=initial, kept={} if may_see else known)
    work = partial(reship, cause=cause_of(request, "reship"), original_id=original.pk)
    return form_page(
        request,
        warehouse,
        form,
        work=lambda typed: work(facts=form.facts(typed), reason=typed["reason"]),
        back=_page_of,
        done=_("Taken in; it goes the way of every order"),
        title=_("Reship of %(order)s") % {"order": in_fours(original.number)},
        here="orders",
        leave=reverse("reports:order", args=[original.pk]),
    )


def _page_of(order: Order) -> str:
    return reverse("reports:order", args=[order.pk])


def _tomorrow(warehouse: Warehouse) -> Any:
    return timezone.localdate(timezone=warehouse.zone) + timedelta(days=1)


def _initial(warehouse: Warehouse, original: Order) -> dict[str, Any]:
    """Goods and service of the original."""
    sent = sent_units(original)
    skus = skus_by_id(sent)
    return {
        "lines": "\n".join(f"{skus[sku_id].code} {units}" for sku_id, units in sent.items()),
        "carrier": original.carrier,
        "country": original.country,
        "ship_by": _tomorrow(warehouse),
        "shop": str(original.shop_id),
    }


def _known_address(original: Order) -> dict[str, str]:
    """Where the original went, where that is known in clear already; empty when it is not."""
    own = address_of(original.pk)
    return {name: getattr(own, name) for name in ADDRESS} if own else known_address(original.pk)


def _sku_of(text: str) -> Sku | None:
    found = sku_by_code(text.upper()) or sku_by_code(text)
    if found is not None:
        return found
    several = skus_with_barcode(text)
    return several[0] if len(several) == 1 else None
