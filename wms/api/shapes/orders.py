"""Orders with their lines, hold and history. Buyers are not shown: their data stays with the channel."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from picking.models import Order, OrderHistory, OrderItem, OrderLine
from picking.states import OrderClass
from wms.reports.words import note_words


class OrderItemOut(serializers.ModelSerializer):
    sku = serializers.CharField(source="sku.code", read_only=True)
    quantity_units = serializers.IntegerField(source="quantity", read_only=True)

    class Meta:
        model = OrderItem
        fields = ("sku", "quantity_units")
        read_only_fields = fields


class OrderLineOut(serializers.ModelSerializer):
    quantity_units = serializers.IntegerField(source="quantity", read_only=True)
    items = OrderItemOut(many=True, read_only=True, help_text="The SKUs that it needs, bundles taken apart.")

    class Meta:
        model = OrderLine
        fields = ("platform_line", "product_id", "seller_sku", "quantity_units", "amount", "skip_reason", "items")
        read_only_fields = fields


class HoldOut(serializers.Serializer):
    code = serializers.CharField(read_only=True)
    title = serializers.CharField(read_only=True, help_text="In the language that you accept.")
    facts = serializers.DictField(read_only=True)


class OrderOut(serializers.ModelSerializer):
    shop = serializers.CharField(source="shop.code", read_only=True)
    warehouse = serializers.CharField(source="warehouse.code", read_only=True)
    wave = serializers.CharField(source="wave.number", read_only=True, default=None, allow_null=True)
    order_class = serializers.ChoiceField(choices=["", *OrderClass.values], read_only=True)
    hold = serializers.SerializerMethodField(help_text="Why nothing of it goes on now; null when nothing holds it.")
    lines = OrderLineOut(many=True, read_only=True)

    class Meta:
        model = Order
        fields = (
            "id", "number", "part", "shop", "warehouse", "wave", "state", "state_since", "hold", "channel_state",
            "order_class",
            "is_manual", "is_choice", "promise_days", "has_subsidy", "carrier", "country", "amount", "currency",
            "placed_at", "due_at", "imported_at", "cancel_requested_at", "lines",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(HoldOut(allow_null=True))
    def get_hold(self, order: Order) -> dict[str, Any] | None:
        if not order.hold_code:
            return None
        title = note_words(order.hold_code, order.hold_facts)
        return {"code": order.hold_code, "title": title, "facts": order.hold_facts}


class OrderHistoryOut(serializers.ModelSerializer):
    at = serializers.DateTimeField(source="created_at", read_only=True)

    class Meta:
        model = OrderHistory
        fields = ("at", "was", "became", "code", "facts", "source", "reference")
        read_only_fields = fields


class OrderDetailOut(OrderOut):
    history = OrderHistoryOut(many=True, read_only=True, help_text="Oldest first.")
    parcels: Any = serializers.SlugRelatedField(many=True, read_only=True, slug_field="number")

    class Meta(OrderOut.Meta):
        fields = (*OrderOut.Meta.fields, "history", "parcels")  # type: ignore[assignment]
        read_only_fields = fields  # type: ignore[assignment]
