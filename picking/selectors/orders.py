"""Orders as benches and desks look them up: by number, by tote, with their goods."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Sum

from inventory.models import Sku, StockBalance
from inventory.states import Condition
from picking.locks import in_tote
from picking.models import Order, OrderHistory, OrderItem, OrderLine, PickSlot, PickTask
from picking.states import ENDED, OrderState, TaskState

DEMAND_TYPE = "order_item"
UNBOUND = "order.sku_unbound"


@dataclass(frozen=True)
class ItemFacts:
    """One item of an order: the demand ("order_item", item_id), its SKU, what is wanted and what lies in totes."""

    item_id: int
    sku_id: int
    sku_code: str
    name_zh: str
    name_en: str
    variant_zh: str
    variant_en: str
    picture: str
    weight_grams: int | None
    quantity: int
    picked: int


def order_by_number(number: str, warehouse_id: int) -> Order | None:
    """The order of this number at a warehouse; live ones before ended ones when two shops use the same number."""
    rows = list(Order.objects.filter(number=number, warehouse=warehouse_id).select_related("shop", "warehouse"))
    rows.sort(key=lambda order: (order.state in ENDED, -order.pk))
    return rows[0] if rows else None


def order_by_id(order_id: int) -> Order | None:
    return Order.objects.select_related("shop", "warehouse").filter(pk=order_id).first()


def whole_of(order_id: int) -> list[Order]:
    """Every part of the order that this row is a part of [M3], part 1 first; merged ones left out."""
    one = Order.objects.filter(pk=order_id).values("shop", "number")
    rows = Order.objects.filter(shop__in=one.values("shop"), number__in=one.values("number"))
    return list(rows.exclude(state=OrderState.MERGED).select_related("shop", "warehouse").order_by("part"))


def lead_id(order_id: int) -> int:
    """Part 1 of an order: what everything about the whole order hangs on."""
    one = Order.objects.filter(pk=order_id).values("shop", "number")
    lead = Order.objects.filter(shop__in=one.values("shop"), number__in=one.values("number"), part=1)
    return lead.values_list("pk", flat=True).get()


def orders_of_tote(handling_unit_id: int) -> list[Order]:
    """The orders whose goods lie in a tote; a cancelled one too, while its goods wait for their put-back."""
    held = PickSlot.objects.filter(handling_unit=handling_unit_id, released_at=None)
    rows = Order.objects.filter(pk__in=in_tote(held, handling_unit_id)).select_related("shop", "warehouse")
    return list(rows.order_by("pk"))


def unit_sums(order: int) -> QuerySet[OrderItem, tuple[int, int]]:
    """Units of an order by SKU, as (SKU id, units); refunded ones left out."""
    rows = OrderItem.objects.filter(order=order, is_refunded=False).values_list("sku_id")
    return rows.annotate(units=Sum("quantity")).order_by("sku_id")


def goods_of(order: int) -> QuerySet[OrderItem, tuple[int, int]]:
    """What an order is to be sent, as (item id, SKU id); refunded ones left out."""
    return OrderItem.objects.filter(order=order, is_refunded=False).order_by("pk").values_list("pk", "sku_id")


def totes_held(order: int) -> QuerySet[PickSlot, tuple[int, int | None]]:
    """Handling units that hold goods of the order, as (slot id, id)."""
    slots = PickSlot.objects.filter(order=order, released_at=None, handling_unit__isnull=False)
    return slots.order_by("pk").values_list("pk", "handling_unit_id")


def totes_to_leave(order: int) -> QuerySet[PickSlot, tuple[int | None, bool, bool]]:
    """totes_held(), each as (id, whether orders share it, whether it seems to hold anything for another one)."""
    same = PickSlot.objects.filter(handling_unit=OuterRef("handling_unit"), released_at=None)
    put_back = StockBalance.objects.filter(location=OuterRef("handling_unit__location"), condition=Condition.PUT_BACK)
    for_others = Exists(same.exclude(order=order)) | Exists(put_back.filter(on_hand__gt=0))
    held = totes_held(order).annotate(is_for_others=ExpressionWrapper(for_others, output_field=BooleanField()))
    return held.values_list("handling_unit_id", "is_shared", "is_for_others")


def totes_to_open(order: int) -> QuerySet[PickSlot, tuple[int, int | None, str, bool]]:
    """totes_held(), each with its code and whether goods of the order in it still wait for a put wall."""
    waits = Q(is_shared=True, pick_list__is_wall=True)
    held = totes_held(order).annotate(waits_for_wall=ExpressionWrapper(waits, output_field=BooleanField()))
    return held.values_list("pk", "handling_unit_id", "handling_unit__code", "waits_for_wall")


def totes_of_order(order_id: int) -> list[int]:
    """Handling units that hold goods of the order, by id."""
    return [tote_id for _, tote_id in totes_held(order_id) if tote_id is not None]


def items_of_order(order_id: int) -> list[ItemFacts]:
    """Two queries, whatever the number of items."""
    picked: dict[int, int] = {}
    done = PickTask.objects.filter(order=order_id, state=TaskState.DONE).values_list("order_item_id", "picked")
    for item_id, units in done:
        picked[item_id] = picked.get(item_id, 0) + units
    items = OrderItem.objects.filter(order=order_id, is_refunded=False).select_related("sku").order_by("pk")
    return [
        ItemFacts(
            item_id=item.pk,
            sku_id=item.sku_id,
            sku_code=item.sku.code,
            name_zh=item.sku.name_zh,
            name_en=item.sku.name_en,
            variant_zh=item.sku.variant_zh,
            variant_en=item.sku.variant_en,
            picture=item.sku.picture,
            weight_grams=item.sku.weight_grams,
            quantity=item.quantity,
            picked=picked.get(item.pk, 0),
        )
        for item in items
    ]


def demand_keys_of(order_id: int) -> list[tuple[str, str]]:
    """What inventory knows the order's items by; refunded ones left out."""
    return _keys(order_id, is_refunded=False)


def demands_of_orders(order_ids: Collection[int]) -> dict[tuple[str, str], int]:
    """The same for many orders: the order's id by demand. One query."""
    rows = OrderItem.objects.filter(order__in=order_ids, is_refunded=False).order_by("pk")
    return {(DEMAND_TYPE, str(pk)): order_id for pk, order_id in rows.values_list("pk", "order_id")}


def refunded_keys_of(order_id: int) -> list[tuple[str, str]]:
    """The same of what was refunded after its walk had begun."""
    return _keys(order_id, is_refunded=True)


def refunded_goods(order_id: int) -> list[tuple[Sku, int]]:
    """SKUs, by code, with how many units of each were fetched and refunded since."""
    units: dict[Sku, int] = {}
    items = OrderItem.objects.filter(order=order_id, is_refunded=True)
    picked = PickTask.objects.filter(order_item__in=items, state=TaskState.DONE, picked__gt=0)
    for task in picked.select_related("sku").order_by("sku__code", "pk"):
        units[task.sku] = units.get(task.sku, 0) + task.picked
    return list(units.items())


def _keys(order_id: int, *, is_refunded: bool) -> list[tuple[str, str]]:
    rows = OrderItem.objects.filter(order=order_id, is_refunded=is_refunded).order_by("pk")
    return [(DEMAND_TYPE, str(pk)) for pk in rows.values_list("pk", flat=True)]


def is_cancel_requested(order_id: int) -> bool:
    """Read without a lock, for pages; operations ask the locked order."""
    return Order.objects.filter(pk=order_id, cancel_requested_at__isnull=False).exists()


def history_of(order_id: int) -> list[OrderHistory]:
    """Newest first, with who did it."""
    return list(OrderHistory.objects.filter(order=order_id).select_related("person", "device").order_by("-pk"))


def declared_lines(order_id: int) -> list[OrderLine]:
    """The lines that we ship, as a carrier's declaration names them."""
    return list(OrderLine.objects.filter(order=order_id, skip_reason="").order_by("pk"))


def lines_of_binding(binding_id: int, limit: int) -> list[OrderLine]:
    """The newest lines that were sold under a binding, with their orders and shops."""
    rows = OrderLine.objects.filter(binding=binding_id, skip_reason="").select_related("order__shop")
    return list(rows.order_by("-pk")[:limit])


def held_by_pair(warehouse_id: int, seller_skus: Collection[str] | None = None) -> dict[tuple[int, str, str], int]:
    """How many orders each (shop id, product id, seller's SKU) holds for want of its binding [M11]. One query."""
    lines = OrderLine.objects.filter(
        order__warehouse=warehouse_id, order__state=OrderState.HELD, order__hold_code=UNBOUND, skip_reason=""
    )
    if seller_skus is not None:
        lines = lines.filter(seller_sku__in=seller_skus)
    counted = lines.order_by().values_list("order__shop", "product_id", "seller_sku")
    return {
        (shop_id, product_id, seller_sku): orders
        for shop_id, product_id, seller_sku, orders in counted.annotate(Count("order", distinct=True))
    }
