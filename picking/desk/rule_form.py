"""The form of a wave rule: what a person types, as facts; what contradicts itself is told at its field."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from picking.models import Order, TrolleyType
from picking.rules import LISTS, NAMES, RuleFacts, carried_by
from picking.selectors.trolleys import types_to_choose
from picking.states import OrderClass, OrderTag, PickMode
from wms.core.desk.forms import WORDS, DeskForm
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
    (PickMode.ZONE_PASS, _("Zone pass: totes go on from zone to zone, each with its own pickers")),
)
DAYS = tuple(enumerate((_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))))


def _whole(label: Any, *, required: bool = False, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, required=required, min_value=0, max_value=1_000_000, help_text=help_text)


def _many(label: Any, choices: Iterable[tuple[Any, Any]] = (), help_text: Any = "") -> forms.MultipleChoiceField:
    ticks = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(
        label=label, required=False, choices=list(choices), widget=ticks, help_text=help_text
    )


def _switch(label: Any) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False)


class RuleForm(DeskForm):
    """Choices of shops, zones, carriers and cart types are the warehouse's own; what is empty lets every order by."""

    name_zh = forms.CharField(label=_("Name (Chinese)"), max_length=60, required=False)
    name_en = forms.CharField(label=_("Name (English)"), max_length=60, required=False)
    rank = _whole(_("Rank"), required=True, help_text=_("the lowest comes first"))
    is_active = _switch(_("In use"))
    shops = _many(_("Shops"))
    carriers = _many(_("Carriers"))
    classes = _many(_("Classes"), CLASSES)
    tags = _many(_("Only orders with"), TAGS)
    zones = _many(_("Zones that hold all of its goods"))
    cut_off_at = forms.TimeField(label=_("Cut-off"), required=False, help_text=_("orders placed later are tomorrow's"))
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
    trolley_type = forms.TypedChoiceField(label=_("Cart type"), coerce=int, empty_value=None, required=False)
    trolley_slots = _whole(_("Slots"))
    trolley_volume_litres = _whole(_("Carries, l"))
    trolley_weight_kg = _whole(_("Carries, kg"))
    splits_large = _switch(_("Send what no cart holds in several parcels"))
    schedule_minutes = _whole(_("Every so many minutes"), help_text=_("empty: not by the clock"))
    threshold_orders = _whole(_("At so many orders"))
    threshold_units = _whole(_("At so many units"))
    on_get_work = _switch(_("When a picker asks for work and there is none"))
    joins_late = _switch(_("Later orders join carts that are not full or far"))
    weekdays = _many(_("Days"), DAYS, _("none: every day"))
    hours_from = forms.TimeField(label=_("Hours from"), required=False)
    hours_until = forms.TimeField(label=_("Hours until"), required=False)
    is_held_first = _switch(_("Its waves wait until a person releases them"))
    is_urgent = _switch(_("Its waves come before others"))

    wide = ("shops", "carriers", "classes", "tags", "zones", "pick_mode", "trolley_type", "weekdays")
    sections = (
        (_("Name"), ("name_zh", "name_en", "rank", "is_active")),
        (_("Which orders"), ("classes", "shops", "carriers", "tags", "zones")),
        (
            _("Limits of an order"),
            ("weight_from_grams", "weight_to_grams", "volume_from_cm3", "volume_to_cm3", "cut_off_at"),
        ),
        (
            _("How large a wave"),
            (
                *("min_orders", "max_orders", "max_lines", "max_units", "max_volume_litres"),
                *("is_choice_first", "is_carrier_apart"),
            ),
        ),
        (
            _("Cart"),
            (
                *("pick_mode", "trolley_type", "trolley_slots", "trolley_volume_litres", "trolley_weight_kg"),
                "splits_large",
            ),
        ),
        (
            _("When it makes waves"),
            (
                *("schedule_minutes", "threshold_orders", "threshold_units"),
                *("hours_from", "hours_until", "weekdays", "on_get_work", "joins_late"),
            ),
        ),
        (_("Then"), ("is_held_first", "is_urgent")),
    )

    def __init__(self, warehouse: Warehouse, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.warehouse = warehouse
        kept = self.initial or {}
        known = Order.objects.filter(warehouse=warehouse).exclude(carrier="").order_by()
        carriers = sorted({*known.values_list("carrier", flat=True).distinct(), *kept.get("carriers", ())})
        self._offer("shops", [(shop.pk, shop.name) for shop in warehouse.shops.order_by("name")])
        self._offer("carriers", [(carrier, carrier) for carrier in carriers])
        zones = warehouse.zones.order_by("code")
        self._offer("zones", [(zone.pk, f"{zone.code} {named(zone)}") for zone in zones])
        self.types = {kind.pk: kind for kind in types_to_choose(warehouse.pk, kept.get("trolley_type"))}
        types = [(pk, f"{named(kind)} · {in_short(kind)}") for pk, kind in self.types.items()]
        self._offer("trolley_type", [("", gettext("none: the numbers below")), *types])

    @classmethod
    def of(cls, warehouse: Warehouse, rule: RuleFacts, data: Any = None) -> RuleForm:
        """The form with a rule's present values, or with what was typed."""
        initial = {name: getattr(rule, name) for name in NAMES}
        initial |= {name: [str(each) for each in getattr(rule, name)] for name in LISTS}
        initial["pick_mode"] = BULK if rule.is_bulk else rule.pick_mode
        initial["schedule_minutes"] = rule.schedule_seconds // 60 or None
        initial["trolley_type"] = rule.trolley_type_id
        return cls(warehouse, data, initial=initial)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if (
            given.get("trolley_type") is None
            and given.get("trolley_slots") is None
            and not self.has_error("trolley_slots")
        ):
            self.add_error("trolley_slots", WORDS["required"])
        return given

    def rule(self, pk: int | None) -> RuleFacts:
        """What was typed, of a form that can be read; whether it stands is check_rule's to say."""
        typed = dict(self.cleaned_data)
        typed["schedule_seconds"] = 60 * (typed.pop("schedule_minutes") or 0)
        typed["is_bulk"] = typed["pick_mode"] == BULK
        typed["pick_mode"] = PickMode.CLUSTER if typed["is_bulk"] else typed["pick_mode"]
        for name in ("shops", "zones", "weekdays"):
            typed[name] = tuple(int(each) for each in typed[name])
        for name in ("carriers", "classes", "tags"):
            typed[name] = tuple(typed[name])
        kind = self.types.get(typed.pop("trolley_type") or 0)
        if kind is not None:
            typed |= {"trolley_type_id": kind.pk, **carried_by(kind)}
        return RuleFacts(pk=pk, warehouse_id=self.warehouse.pk, **typed)

    def _offer(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]


def in_short(kind: TrolleyType) -> str:
    """What a cart type carries, in one line."""
    parts = [gettext("%(n)s slots") % {"n": kind.slots}]
    parts += [f"{kind.volume_litres} l"] if kind.volume_litres else []
    return " · ".join(parts + ([f"{kind.weight_kg} kg"] if kind.weight_kg else []))
