"""The states of orders, waves, pick lists, tasks and put-backs, and the moves that operations may make [M1]."""

from __future__ import annotations

from django.db import models


class OrderState(models.TextChoices):
    HELD = "held", "挂起"
    WAITING = "waiting", "待库存"
    PROMISED = "promised", "待拣"
    WAVED = "waved", "已入波次"
    PICKING = "picking", "拣货中"
    PICKED = "picked", "已拣"
    PACKING = "packing", "打包中"
    PACKED = "packed", "已打包"
    SHIPPED = "shipped", "已出库"
    CANCELLED = "cancelled", "已取消"
    MERGED = "merged", "已并回"  # a part of a split order whose lines went back to the others


# Held is also where an order waits whose walk ended short: its goods stay in their tote (hold code pick.short).
ORDER_MOVES = {
    OrderState.HELD: {
        OrderState.WAITING,
        OrderState.PROMISED,
        OrderState.PICKING,
        OrderState.CANCELLED,
        OrderState.MERGED,
    },
    OrderState.WAITING: {OrderState.HELD, OrderState.PROMISED, OrderState.CANCELLED},
    OrderState.PROMISED: {OrderState.HELD, OrderState.WAITING, OrderState.WAVED, OrderState.CANCELLED},
    OrderState.WAVED: {OrderState.PROMISED, OrderState.HELD, OrderState.PICKING, OrderState.CANCELLED},
    # Back to promised: its wave was aborted before anything of it lay in a tote.
    OrderState.PICKING: {OrderState.PICKED, OrderState.PROMISED, OrderState.HELD, OrderState.CANCELLED},
    OrderState.PICKED: {OrderState.PACKING, OrderState.HELD, OrderState.CANCELLED},
    OrderState.PACKING: {OrderState.PACKED, OrderState.PICKED, OrderState.CANCELLED},
    OrderState.PACKED: {OrderState.SHIPPED, OrderState.PACKING, OrderState.CANCELLED},
    OrderState.SHIPPED: set(),
    OrderState.CANCELLED: set(),
    OrderState.MERGED: {OrderState.HELD},
}
SHORT = "pick.short"  # the hold of an order whose walk ended short
CHANNEL_HOLD = "channel."  # codes of the channel's own holds begin so
BEFORE_WAVE = {OrderState.HELD, OrderState.WAITING, OrderState.PROMISED}
ON_THE_FLOOR = {OrderState.WAVED, OrderState.PICKING, OrderState.PICKED}
AT_THE_BENCH = {OrderState.PACKING, OrderState.PACKED}
ENDED = {OrderState.SHIPPED, OrderState.CANCELLED, OrderState.MERGED}


class OrderClass(models.TextChoices):
    """Waves never mix these: each is walked and packed differently."""

    SINGLE_UNIT = "single_unit", "单品单件"
    SINGLE_SKU = "single_sku", "单品多件"
    MIXED = "mixed", "多品"


class PickMode(models.TextChoices):
    """How a wave is walked: one order a walk, several into the totes of one cart (边拣边分), sums of many that are
    sorted at a put wall (先拣后分), or totes that go on from zone to zone (分区接力).
    """

    CLUSTER = "cluster", "边拣边分"
    ORDER = "order", "一单一趟"
    WALL = "put_wall", "先拣后分"
    ZONE_PASS = "zonepass", "分区接力"


class OrderTag(models.TextChoices):
    """What marks an order beyond its goods [M2]; a wave rule may ask for it."""

    CHOICE = "choice", "Choice"
    PROMISE = "promise", "X日达"
    SUBSIDY = "subsidy", "物流补贴"
    MANUAL = "manual", "人工补单"


class WaveState(models.TextChoices):
    DRAFT = "draft", "试算"
    BUILDING = "building", "生成中"
    RELEASED = "released", "待拣"
    PICKING = "picking", "拣货中"
    SORTED = "sorted", "已拣完"
    CLOSED = "closed", "已关闭"
    CANCELLED = "cancelled", "已取消"


WAVE_MOVES = {
    WaveState.DRAFT: {WaveState.BUILDING, WaveState.CANCELLED},
    WaveState.BUILDING: {WaveState.RELEASED, WaveState.CANCELLED},
    WaveState.RELEASED: {WaveState.PICKING, WaveState.SORTED, WaveState.CANCELLED},
    WaveState.PICKING: {WaveState.SORTED, WaveState.CANCELLED},
    WaveState.SORTED: {WaveState.PICKING, WaveState.CLOSED, WaveState.CANCELLED},
    WaveState.CLOSED: set(),
    WaveState.CANCELLED: set(),
}


LIVE_WAVES = {WaveState.BUILDING, WaveState.RELEASED, WaveState.PICKING}


class AbortWay(models.TextChoices):
    """What becomes of goods that lie in totes already when their wave is aborted."""

    FINISH = "finish", "拣了的做完"
    PUT_BACK = "put_back", "拣了的放回"


class PickListState(models.TextChoices):
    OPEN = "open", "待领"
    PICKING = "picking", "拣货中"
    PICKED = "picked", "已拣完"
    CANCELLED = "cancelled", "已取消"


PICK_LIST_MOVES = {
    PickListState.OPEN: {PickListState.PICKING, PickListState.CANCELLED},
    PickListState.PICKING: {PickListState.OPEN, PickListState.PICKED, PickListState.CANCELLED},
    PickListState.PICKED: set(),
    PickListState.CANCELLED: set(),
}


class TaskState(models.TextChoices):
    OPEN = "open", "待拣"
    DONE = "done", "已拣"
    SHORT = "short", "少货"
    DROPPED = "dropped", "已撤"


TASK_MOVES = {
    TaskState.OPEN: {TaskState.DONE, TaskState.SHORT, TaskState.DROPPED},
    TaskState.DONE: {TaskState.OPEN},  # only by undoing the scan of the tote
    TaskState.SHORT: set(),
    TaskState.DROPPED: set(),
}


class PickEventKind(models.TextChoices):
    CART = "cart", "cart"
    SLOT = "slot", "slot"
    LOCATION = "location", "location"
    ITEM = "item", "item"
    TOTE = "tote", "tote"
    LEAD = "lead", "lead"  # a lead let a walk go on after wrong scans in a row


class ShortReason(models.TextChoices):
    """[M34] Why the place gives less than the books say."""

    OUT_OF_STOCK = "out_of_stock", "库位没有了"
    DAMAGED = "damaged", "货损坏"
    WRONG_ITEM = "wrong_item_in_place", "放错了货"


class PutBackState(models.TextChoices):
    OPEN = "open", "待放回"
    WORKING = "working", "放回中"
    DONE = "done", "已放回"


PUT_BACK_MOVES = {
    PutBackState.OPEN: {PutBackState.WORKING, PutBackState.DONE},
    PutBackState.WORKING: {PutBackState.OPEN, PutBackState.DONE},
    PutBackState.DONE: set(),
}
