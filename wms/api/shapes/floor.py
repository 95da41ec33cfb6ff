"""Waves with their lists, parcels with their waybill, and what waits for a person."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from packing.models import Parcel, ParcelLine, Waybill
from packing.states import WaybillState
from picking.models import PickList, Wave
from wms.api.shapes.base import Strict, text, units
from wms.core.models import WorkItem
from wms.core.operations.work_items import RESOLUTION_LIMIT
from wms.reports.templatetags.desk import kind_word


class PickListOut(serializers.ModelSerializer):
    zone = serializers.CharField(
        source="zone.code",
        read_only=True,
        default=None,
        allow_null=True,
        help_text="Where its totes are, or wait, when they go on from zone to zone; else null.",
    )

    class Meta:
        model = PickList
        fields = ("number", "state", "zone", "tasks_total", "tasks_done", "assigned_at", "finished_at")
        read_only_fields = fields


class WaveOut(serializers.ModelSerializer):
    warehouse = serializers.CharField(source="warehouse.code", read_only=True)
    is_held = serializers.SerializerMethodField()
    walk_mm = serializers.IntegerField(read_only=True, allow_null=True, help_text="All its walks, as planned.")
    tasks_total = serializers.SerializerMethodField(help_text="Places to pick at, in all its lists.")
    tasks_done = serializers.SerializerMethodField()
    lists = PickListOut(source="live_lists", many=True, read_only=True)

    class Meta:
        model = Wave
        fields = (
            "id", "number", "warehouse", "state", "order_class", "carrier", "is_bulk", "is_urgent", "is_held", "due_at",
            "order_count", "walk_mm", "tasks_total", "tasks_done", "created_at", "released_at", "started_at",
            "finished_at", "lists",
        )  # fmt: skip
        read_only_fields = fields

    def get_is_held(self, wave: Wave) -> bool:
        return wave.held_at is not None

    def get_tasks_total(self, wave: Wave) -> int:
        return sum(row.tasks_total for row in wave.live_lists)  # type: ignore[attr-defined]

    def get_tasks_done(self, wave: Wave) -> int:
        return sum(row.tasks_done for row in wave.live_lists)  # type: ignore[attr-defined]


class ParcelLineOut(serializers.ModelSerializer):
    sku = serializers.CharField(source="sku.code", read_only=True)
    quantity_units = units(source="quantity")
    verified_units = units(source="verified")

    class Meta:
        model = ParcelLine
        fields = ("sku", "quantity_units", "verified_units")
        read_only_fields = fields


class WaybillOut(serializers.ModelSerializer):
    tracking_number = serializers.CharField(source="number", read_only=True)

    class Meta:
        model = Waybill
        fields = ("carrier", "tracking_number", "state", "failure", "created_at", "ready_at")
        read_only_fields = fields


class ParcelOut(serializers.ModelSerializer):
    warehouse = serializers.CharField(source="warehouse.code", read_only=True)
    order = serializers.CharField(source="order.number", read_only=True)
    order_id = serializers.IntegerField(read_only=True)
    waybill = serializers.SerializerMethodField(help_text="The live one; null while there is none.")
    manifest = serializers.CharField(
        source="manifest_line.manifest.number", read_only=True, default=None, allow_null=True
    )
    lines = ParcelLineOut(many=True, read_only=True)

    class Meta:
        model = Parcel
        fields = (
            "id", "number", "warehouse", "order", "order_id", "state", "is_intercepted", "waybill", "manifest",
            "opened_at", "verified_at", "closed_at", "handed_over_at", "lines",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(WaybillOut(allow_null=True))
    def get_waybill(self, parcel: Parcel) -> Any:
        live = [row for row in parcel.waybills.all() if row.state != WaybillState.VOID]
        return WaybillOut(live[0]).data if live else None


class SubjectOut(serializers.Serializer):
    type = serializers.CharField(source="subject_type", read_only=True)
    id = serializers.CharField(source="subject_id", read_only=True)
    label = serializers.CharField(  # type: ignore[assignment]  # a field of that name
        source="subject_label", read_only=True
    )


class WorkItemOut(serializers.ModelSerializer):
    warehouse = serializers.CharField(source="warehouse.code", read_only=True)
    title = serializers.SerializerMethodField(help_text="In the language that you accept.")
    subject = SubjectOut(source="*", read_only=True)
    facts = serializers.DictField(read_only=True)

    class Meta:
        model = WorkItem
        fields = (
            "id", "warehouse", "kind", "title", "subject", "facts", "is_urgent", "stage", "state", "resolution",
            "created_at", "resolved_at",
        )  # fmt: skip
        read_only_fields = fields

    def get_title(self, item: WorkItem) -> str:
        return str(kind_word(item.kind))


@extend_schema_serializer(
    examples=[OpenApiExample("Settled", {"resolution": "Buyer takes the blue one"}, request_only=True)]
)
class ResolutionIn(Strict):
    resolution = text(RESOLUTION_LIMIT, required=True)
