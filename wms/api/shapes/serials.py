"""Serial numbers: which single unit it is, where it is, which order and parcel took it, and what happened to it."""

from __future__ import annotations

from rest_framework import serializers

from inventory.models import SerialEvent, SerialNumber


class SerialEventOut(serializers.ModelSerializer):
    order = serializers.CharField(source="order_number", read_only=True)
    parcel = serializers.CharField(source="document", read_only=True)

    class Meta:
        model = SerialEvent
        fields = ("kind", "order", "parcel", "note", "created_at")
        read_only_fields = fields


class SerialOut(serializers.ModelSerializer):
    warehouse = serializers.CharField(source="warehouse.code", read_only=True)
    sku = serializers.CharField(source="sku.code", read_only=True)
    order = serializers.CharField(source="order_number", read_only=True, help_text="Empty while no order holds it.")
    parcel = serializers.CharField(source="document", read_only=True)
    events = SerialEventOut(many=True, read_only=True)

    class Meta:
        model = SerialNumber
        fields = ("id", "warehouse", "sku", "number", "state", "order", "parcel", "changed_at", "events")
        read_only_fields = fields
