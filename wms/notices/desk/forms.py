"""The forms of channels, rules and one's own choices."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from wms.core.desk.forms import DeskForm
from wms.core.desk.house.words import LANGUAGES, ROLES
from wms.core.models import Assignment, Person, Shop, Warehouse
from wms.core.words import choices_of
from wms.notices.catalogue import CATALOGUE
from wms.notices.desk.lists import GRAVITY, language
from wms.notices.desk.words import CHANNEL_KINDS
from wms.notices.models import Channel, Rule
from wms.notices.operations.channels import NAME_LIMIT, SECRET_LIMIT
from wms.notices.peers.addresses import ADDRESS_LIMIT
from wms.notices.selectors import channels_at
from wms.notices.wording import kind_in

HERE, EVERYWHERE = "here", "everywhere"
PLACES = ((HERE, _("This warehouse")), (EVERYWHERE, _("Every warehouse")))


class ClockInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class PlacedForm(DeskForm):
    """What belongs to this warehouse, or, where the person may decide that, to every one."""

    place = forms.ChoiceField(label=_("Holds at"), choices=PLACES)

    def offer_places(self, warehouse: Warehouse, *, is_everywhere: bool) -> None:
        self.warehouse = warehouse
        if not is_everywhere:
            self.fields["place"].choices = PLACES[:1]  # type: ignore[attr-defined]

    @property
    def placed(self) -> Warehouse | None:
        return None if self.cleaned_data["place"] == EVERYWHERE else self.warehouse


class ChannelForm(PlacedForm):
    """Address and secret are never shown again: left empty, they stay as they are."""

    wide: ClassVar[tuple[str, ...]] = ("address",)

    name = forms.CharField(label=_("Name"), max_length=NAME_LIMIT)
    kind = forms.ChoiceField(label=_("Kind"), choices=choices_of(CHANNEL_KINDS))
    address = forms.CharField(
        label=_("Address"),
        max_length=ADDRESS_LIMIT,
        help_text=_("https://… with its key, as the group chat's robot shows it"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url"}),
    )
    secret = forms.CharField(
        label=_("Secret"),
        max_length=SECRET_LIMIT,
        required=False,
        help_text=_("Signs the messages; WeCom has none"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    quiet_from = forms.TimeField(label=_("Quiet from"), required=False, widget=ClockInput())
    quiet_until = forms.TimeField(
        label=_("Quiet until"), required=False, widget=ClockInput(), help_text=_("What is urgent passes")
    )
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(
        self, *args: Any, warehouse: Warehouse, is_everywhere: bool, channel: Channel | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer_places(warehouse, is_everywhere=is_everywhere)
        if channel is not None:
            self.fields["address"].required = False
            self.fields["address"].help_text = _("Leave empty to keep the present one")
            self.fields["secret"].help_text = _("Leave empty to keep the present one")
        self.order_fields(["name", "kind", "address", "secret", "language", "quiet_from", "quiet_until", "place"])

    @staticmethod
    def of(channel: Channel) -> dict[str, Any]:
        names = ("name", "kind", "language", "quiet_from", "quiet_until", "is_active")
        place = HERE if channel.warehouse_id else EVERYWHERE
        return {name: getattr(channel, name) for name in names} | {"place": place}

    @property
    def facts(self) -> dict[str, Any]:
        kept = {name: value for name, value in self.cleaned_data.items() if name != "place"}
        return kept | {"warehouse": self.placed}


class RuleForm(PlacedForm):
    wide: ClassVar[tuple[str, ...]] = ("kinds", "channels", "roles", "people", "sends_mail", "is_active")

    name = forms.CharField(label=_("Name"), max_length=NAME_LIMIT)
    least_severity = forms.TypedChoiceField(label=_("From this severity on"), choices=choices_of(GRAVITY), coerce=int)
    shop = forms.ModelChoiceField(
        label=_("Shop"), queryset=Shop.objects.none(), required=False, empty_label=_("Every shop")
    )
    after_minutes = forms.IntegerField(
        label=_("Only when not acknowledged after (minutes)"),
        min_value=0,
        max_value=10_080,
        initial=0,
        help_text=_("0: at once"),
    )
    kinds = forms.MultipleChoiceField(
        label=_("Kinds"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("None ticked: every kind")
    )
    channels = forms.ModelMultipleChoiceField(
        label=_("Channels"), queryset=Channel.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    roles = forms.MultipleChoiceField(label=_("Roles"), required=False, widget=forms.CheckboxSelectMultiple)
    people = forms.ModelMultipleChoiceField(
        label=_("People"), queryset=Person.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    sends_mail = forms.BooleanField(
        label=_("By mail, too"), required=False, help_text=_("To roles and people; else only their bell rings")
    )
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, warehouse: Warehouse, is_everywhere: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_places(warehouse, is_everywhere=is_everywhere)
        fields: dict[str, Any] = self.fields
        fields["kinds"].choices = sorted(((code, kind_in(code, language())) for code in CATALOGUE), key=_by_text)
        fields["roles"].choices = list(ROLES.items())
        fields["shop"].queryset = Shop.objects.filter(warehouse=warehouse, is_active=True).order_by("name")
        fields["channels"].queryset = channels_at(warehouse).filter(is_active=True)
        fields["people"].queryset = people_at(warehouse)
        self.order_fields(["name", "least_severity", "place", "shop", "after_minutes", "kinds", "channels"])

    @staticmethod
    def of(rule: Rule) -> dict[str, Any]:
        names = ("name", "least_severity", "shop", "after_minutes", "kinds", "roles", "sends_mail", "is_active")
        many = {"channels": list(rule.channels.all()), "people": list(rule.people.all())}
        place = HERE if rule.warehouse_id else EVERYWHERE
        return {name: getattr(rule, name) for name in names} | many | {"place": place}

    @property
    def facts(self) -> dict[str, Any]:
        kept = {name: value for name, value in self.cleaned_data.items() if name != "place"}
        return kept | {"warehouse": self.placed, "channels": list(kept["channels"]), "people": list(kept["people"])}


class MineForm(DeskForm):
    wide: ClassVar[tuple[str, ...]] = ("mail",)

    mail = forms.CharField(
        label=_("Mail address"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    quiet_from = forms.TimeField(label=_("Quiet from"), required=False, widget=ClockInput())
    quiet_until = forms.TimeField(
        label=_("Quiet until"),
        required=False,
        widget=ClockInput(),
        help_text=_("By the clock of the warehouse; what is urgent passes, the rest comes as one mail"),
    )


def people_at(warehouse: Warehouse) -> Iterable[Person]:
    """Active people with any role here or everywhere."""
    held = Assignment.objects.filter(warehouse__in=[warehouse]) | Assignment.objects.filter(warehouse=None)
    return Person.objects.filter(is_active=True, pk__in=held.values("person_id")).order_by("name")


def _by_text(choice: tuple[str, str]) -> str:
    return choice[1]
