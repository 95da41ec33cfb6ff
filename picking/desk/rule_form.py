"""The form of a wave rule: what a person types, as facts; what contradicts itself is told at its field."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from picking.errors import WaveRuleInvalid
from picking.models import Order
from picking.operations.wave_rules import check_rule
from picking.rules import LISTS, NAMES, RuleFacts
from picking.states import OrderClass, OrderTag, PickMode
from wms.core.desk.doors import said_of
from wms.core.models import Warehouse
from wms.core.templatetags.zhunjian import named

CLASSES = (
    (OrderClass.SINGLE_UNIT, pgettext_lazy("order class", "Single unit")),
    (OrderClass.SINGLE_SKU, pgettext_lazy("order class", "Single SKU")),
    (OrderClass.MIXED, pgettext_lazy("order class", "Mixed")),
)
TAGS = (
    (OrderTag.CHOICE, _("Choice")),
    (OrderTag.PROMISE, _("X-day promise")),
    (OrderTag.SUBSIDY, _("Logistics subsidy")),
    (OrderTag.MANUAL, _("Manual order")),
)
BULK = "bulk"  # a column of its own: only single units are picked so
MODES = (
    (PickMode.CLUSTER, _("Cluster: sorted into totes on the cart")),
    (BULK, _("Cluster, and single units in bulk, told apart at the bench")),
    (PickMode.ORDER, _("By order: one order a walk")),
    (PickMode.WALL, _("Put wall: picked in sums, sorted at a wall; single units told apart at the bench")),
)
DAYS = tuple(enumerate((_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))))
GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (_("Name"), ("name_zh", "name_en", "rank", "is_active")),
    (
        _("Which orders"),
        (
            *("shops", "carriers", "classes", "tags", "zones", "cut_off_at"),
            *("weight_from_grams", "weight_to_grams", "volume_from_cm3", "volume_to_cm3"),
        ),
    ),
    (
        _("How large a wave"),
        (
            "min_orders",
            "max_orders",
            "max_lines",
            "max_units",
            "max_volume_litres",
            "is_choice_first",
            "is_carrier_apart",
        ),
    ),
    (_("Cart"), ("pick_mode", "trolley_slots", "trolley_volume_litres", "trolley_weight_kg")),
    (
        _("When it makes waves"),
        (
            *("schedule_minutes", "threshold_orders", "threshold_units", "on_get_work", "joins_late"),
            *("weekdays", "hours_from", "hours_until"),
        ),
    ),
    (_("Then"), ("is_held_first", "is_urgent")),
)


def _whole(label: Any, *, required: bool = False) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=required, min_value=0, max_value=1_000_000)


def _many(label: Any, choices: Iterable[tuple[Any, Any]]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, required=False, choices=list(choices), widget=forms.CheckboxSelectMultiple
    )


def _clock(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))


def _switch(label: Any) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False)


class RuleForm(forms.Form):
    """Choices of shops, zones and carriers are the warehouse's own; an empty choice lets every order through."""

    name_zh = forms.CharField(label=_("Name (Chinese)"), max_length=60, required=False)
    name_en = forms.CharField(label=_("Name (English)"), max_length=60, required=False)
    rank = _whole(_("Rank: the lowest comes first"), required=True)
    is_active = _switch(_("In use"))
    classes = _many(_("Classes"), CLASSES)
    tags = _many(_("Only orders with"), TAGS)
    cut_off_at = _clock(_("Cut-off: orders placed later are tomorrow's"))
    weight_from_grams = _whole(_("Weight from, g"))
    weight_to_grams = _whole(_("Weight to, g"))
    volume_from_cm3 = _whole(_("Volume from, cm³"))
    volume_to_cm3 = _whole(_("Volume to, cm³"))
    min_orders = _whole(_("Fewest orders"), required=True)
    max_orders = _whole(_("Most orders"), required=True)
    max_lines = _whole(_("Most lines"))
    max_units = _whole(_("Most units"))
    max_volume_litres = _whole(_("Most volume, l"))
    is_choice_first = _switch(_("Choice and X-day first"))
    is_carrier_apart = _switch(_("A wave of its own for each carrier"))
    pick_mode = forms.ChoiceField(label=_("How it is picked"), choices=MODES)
    trolley_slots = _whole(_("Slots"), required=True)
    trolley_volume_litres = _whole(_("Carries, l"))
    trolley_weight_kg = _whole(_("Carries, kg"))
    schedule_minutes = _whole(_("Every so many minutes (empty: not by the clock)"))
    threshold_orders = _whole(_("When so many orders wait"))
    threshold_units = _whole(_("When so many units wait"))
    on_get_work = _switch(_("When a picker asks for work and there is none"))
    joins_late = _switch(_("Later orders join carts that are not full or far"))
    weekdays = _many(_("Days (none: every day)"), DAYS)
    hours_from = _clock(_("Hours from"))
    hours_until = _clock(_("Hours until"))
    is_held_first = _switch(_("Its waves wait until a person releases them"))
    is_urgent = _switch(_("Its waves come before others"))

    def __init__(self, warehouse: Warehouse, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.warehouse = warehouse
        kept = tuple((self.initial or {}).get("carriers", ()))
        known = Order.objects.filter(warehouse=warehouse).exclude(carrier="").order_by()
        carriers = sorted({*known.values_list("carrier", flat=True).distinct(), *kept})
        self.fields["shops"] = _many(_("Shops"), [(shop.pk, shop.name) for shop in warehouse.shops.order_by("name")])
        self.fields["carriers"] = _many(_("Carriers"), [(carrier, carrier) for carrier in carriers])
        zones = [(zone.pk, f"{zone.code} {named(zone)}") for zone in warehouse.zones.order_by("code")]
        self.fields["zones"] = _many(_("Zones that hold all of its goods"), zones)

    @classmethod
    def of(cls, warehouse: Warehouse, rule: RuleFacts) -> RuleForm:
        """The form with a rule's present values."""
        initial = {name: getattr(rule, name) for name in NAMES}
        initial |= {name: [str(each) for each in getattr(rule, name)] for name in LISTS}
        initial["pick_mode"] = BULK if rule.is_bulk else rule.pick_mode
        initial["schedule_minutes"] = rule.schedule_seconds // 60 or None
        return cls(warehouse, initial=initial)

    def groups(self) -> list[tuple[Any, list[BoundField]]]:
        return [(title, [self[name] for name in names]) for title, names in GROUPS]

    def facts(self, pk: int | None) -> RuleFacts | None:
        """What was typed; None when it does not stand, with the reason at its field."""
        if not self.is_valid():
            return None
        typed = dict(self.cleaned_data)
        typed["schedule_seconds"] = 60 * (typed.pop("schedule_minutes") or 0)
        typed["is_bulk"] = typed["pick_mode"] == BULK
        typed["pick_mode"] = PickMode.CLUSTER if typed["is_bulk"] else typed["pick_mode"]
        for name in ("shops", "zones", "weekdays"):
            typed[name] = tuple(int(each) for each in typed[name])
        for name in ("carriers", "classes", "tags"):
            typed[name] = tuple(typed[name])
        rule = RuleFacts(pk=pk, warehouse_id=self.warehouse.pk, **typed)
        try:
            check_rule(rule)
        except WaveRuleInvalid as refusal:
            field = refusal.facts["field"]
            self.add_error(field if field in self.fields else None, said_of(refusal).note)
            return None
        return rule
