"""The feed's events, the token's own description, and its warehouses."""

from __future__ import annotations

from rest_framework import serializers

from wms.api.models import FeedEvent
from wms.api.states import EventKind, Scope
from wms.core.models import Warehouse


class EventOut(serializers.ModelSerializer):
    kind = serializers.ChoiceField(choices=EventKind.values, read_only=True)
    warehouse = serializers.CharField(source="warehouse.code", read_only=True)
    data = serializers.DictField(  # type: ignore[assignment]  # a field of that name
        read_only=True, help_text="What happened, as docs/api.md tells for each kind."
    )

    class Meta:
        model = FeedEvent
        fields = ("position", "kind", "warehouse", "occurred_at", "data")
        read_only_fields = fields


class EventsOut(serializers.Serializer):
    results = EventOut(many=True, read_only=True)
    cursor = serializers.CharField(read_only=True, help_text="Give it as `since` next time.")
    has_more = serializers.BooleanField(read_only=True, help_text="Ask again at once.")


class WarehouseOut(serializers.ModelSerializer):
    class Meta:
        model = Warehouse
        fields = ("id", "code", "name_zh", "name_en", "kind", "platform_code", "time_zone")
        read_only_fields = fields


class TokenOut(serializers.Serializer):
    name = serializers.CharField(read_only=True)
    prefix = serializers.CharField(read_only=True)
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=Scope.values), read_only=True)
    warehouses = serializers.ListField(child=serializers.CharField(), read_only=True)
    expires_at = serializers.DateTimeField(read_only=True, allow_null=True)
    requests_per_minute = serializers.IntegerField(read_only=True)
