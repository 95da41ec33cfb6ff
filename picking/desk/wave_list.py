"""The list of waves (波次): found by number or by an order in them, narrowed by state, kind, carrier, day, lateness."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from picking.models import Order, Wave
from picking.selectors import board
from picking.selectors.outlook import outlooks
from picking.states import WaveState
from picking.words import ORDER_CLASSES, WAVE_STATES
from wms.core.desk.chips import FromDay, ListFilter, ToDay
from wms.core.desk.lists import Act, Column, DeskList
from wms.core.models import Warehouse
from wms.core.states import Role
from wms.core.words import choices_of, word

MAY_ACT = frozenset({Role.MANAGER, Role.ADMINISTRATOR})
LIVE = (WaveState.DRAFT, WaveState.BUILDING, WaveState.RELEASED, WaveState.PICKING)


class WaveFilter(ListFilter):
    text = filters.CharFilter(label=_("Wave or order number"), method="by_number")
    state = filters.MultipleChoiceFilter(label=_("State"), choices=choices_of(WAVE_STATES))
    late = filters.BooleanFilter(label=_("Past its time"), method="past_its_time")
    order_class = filters.ChoiceFilter(label=_("Kind"), choices=choices_of(ORDER_CLASSES))
    carrier = filters.ChoiceFilter(label=_("Carrier"))
    held = filters.BooleanFilter(label=_("Held back"), method="held_back")
    since = FromDay(label=_("Due from"), field_name="due_at")
    until = ToDay(label=_("Due until"), field_name="due_at")

    class Meta:
        model = Wave
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = Wave.objects.filter(warehouse=self.warehouse).exclude(carrier="").order_by()
        self.offer(carrier=[(name, name) for name in sorted(here.values_list("carrier", flat=True).distinct())])

    def by_number(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """A wave's number or part of it, or the whole number of an order that it holds."""
        number = "".join(value.split())
        holds = Order.objects.filter(wave=OuterRef("pk"), number=number)
        return rows.filter(Q(number__icontains=number) | Q(Exists(holds)))

    def past_its_time(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        return rows.filter(state__in=LIVE, due_at__lte=timezone.now()) if value else rows

    def held_back(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        return rows.filter(held_at__isnull=False, state__in=LIVE) if value else rows


class WaveList(DeskList):
    key = "waves"
    title = _("Waves")
    template = "picking/waves.html"
    filters = WaveFilter
    sort = "-wave"
    empty, empty_icon = _("No waves yet"), "layers"
    acts = (
        Act("hold", _("Hold"), "picking:hold_waves", "pause", _("No list of theirs is given out"), MAY_ACT),
        Act("let_go", _("Let go on"), "picking:let_waves_go", "right", _("Their lists are given out"), MAY_ACT),
        Act("first", _("Put first"), "picking:put_waves_first", "up", _("Before every other wave"), MAY_ACT),
    )
    columns = (
        Column("wave", _("Wave"), ("pk",), "number"),
        Column("state", _("State"), ("state",), lambda row: word(WAVE_STATES, row.state)),
        Column("orders", _("Orders"), ("order_count",), "order_count", is_number=True),
        Column("lists", _("Lists"), cell=lambda row: f"{row.lists_done} / {row.lists}", is_number=True),
        Column("progress", _("Progress"), cell=lambda row: f"{row.tasks_done or 0} / {row.tasks or 0}"),
        Column("due", _("Due"), ("due_at",), "due_at"),
        Column("end", _("Will end"), cell=lambda row: row.outlook.finish_at if row.outlook else row.finished_at),
        Column("walk", _("Walk"), ("walk_mm",), "walk_mm", is_number=True),
    )
    file_columns = (
        Column("class", _("Kind"), cell=lambda row: word(ORDER_CLASSES, row.order_class)),
        Column("carrier", _("Carrier"), cell="carrier"),
        Column("urgent", _("Put first"), cell="is_urgent"),
        Column("held", _("Held back"), cell="held_at"),
        Column("made", _("Made"), cell="created_at"),
        Column("finished", _("Finished"), cell="finished_at"),
    )

    def __init__(self, request: HttpRequest, warehouse: Warehouse) -> None:
        super().__init__(request, warehouse)
        self.foreseen: dict[int, Any] | None = None

    def rows(self) -> QuerySet[Wave]:
        return board.waves(self.warehouse.pk)

    def dress(self, rows: list[Wave]) -> None:
        if self.foreseen is None:
            self.foreseen = {found.wave.pk: found for found in outlooks(self.warehouse, timezone.now())}
        for wave in rows:
            wave.outlook = self.foreseen.get(wave.pk)
