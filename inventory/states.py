"""The kinds, conditions and states of inventory's rows, and which moves between them are allowed."""

from __future__ import annotations

from django.db import models

DemandKey = tuple[str, str]  # demand type, demand id: whose goods these are, without a foreign key upward


class ZoneKind(models.TextChoices):
    STORAGE = "storage", "存储区"
    PICK_FACE = "pick_face", "拣货区"
    RECEIVING = "receiving", "收货区"
    PACKING = "packing", "打包区"
    DISPATCH = "dispatch", "发货区"
    QUARANTINE = "quarantine", "隔离区"
    TROLLEY = "trolley", "拣货车"


PICKABLE_ZONES = (ZoneKind.STORAGE, ZoneKind.PICK_FACE)


class LocationKind(models.TextChoices):
    STORAGE = "storage", "库位"
    RECEIVING_DOCK = "receiving_dock", "收货台"
    HANDLING_UNIT = "handling_unit", "容器"
    SUPPLIER = "supplier", "供应商"
    CUSTOMER = "customer", "买家"
    LOSS = "loss", "损耗"
    ADJUSTMENT = "adjustment", "调整"
    IN_TRANSIT = "in_transit", "在途"


# Only these hold balances; the others are the outer ends of movements.
PHYSICAL_KINDS = (LocationKind.STORAGE, LocationKind.RECEIVING_DOCK, LocationKind.HANDLING_UNIT)
VIRTUAL_KINDS = (
    LocationKind.SUPPLIER,
    LocationKind.CUSTOMER,
    LocationKind.LOSS,
    LocationKind.ADJUSTMENT,
    LocationKind.IN_TRANSIT,
)


class Side(models.TextChoices):
    LEFT = "L", "左"
    RIGHT = "R", "右"


class HandlingUnitKind(models.TextChoices):
    TOTE = "tote", "周转箱"
    CART = "cart", "拣货车"
    CARTON = "carton", "纸箱"
    PALLET = "pallet", "托盘"
    LPN = "lpn", "LPN"
    WALL = "wall", "分播墙格口"


class HandlingUnitState(models.TextChoices):
    FREE = "free", "空闲"
    IN_USE = "in_use", "使用中"
    PUT_BACK = "put_back", "待放回"
    RETIRED = "retired", "停用"


HANDLING_UNIT_MOVES = {
    HandlingUnitState.FREE: {HandlingUnitState.IN_USE, HandlingUnitState.RETIRED},
    HandlingUnitState.IN_USE: {HandlingUnitState.FREE, HandlingUnitState.PUT_BACK, HandlingUnitState.RETIRED},
    HandlingUnitState.PUT_BACK: {HandlingUnitState.FREE},
    HandlingUnitState.RETIRED: {HandlingUnitState.FREE},
}


class BarcodeKind(models.TextChoices):
    GTIN = "gtin", "GTIN"
    SKU = "sku", "SKU"
    OTHER = "other", "其他"


class BatteryKind(models.TextChoices):
    """What carriers ask about lithium batteries: an item is one, has one inside, or neither."""

    NONE = "none", "无"
    INSIDE = "inside", "含电池"
    ALONE = "alone", "纯电池"


class BindingState(models.TextChoices):
    UNVERIFIED = "unverified", "待校验"
    VERIFIED = "verified", "已校验"
    REFUSED = "refused", "已拒绝"


class BindingConflict(models.TextChoices):
    """What makes a binding doubtful beside another one of its shop."""

    DUPLICATE_CODE = "duplicate_code", "编码重复"
    SKU_TWICE = "sku_twice", "同货两绑"
    CODE_CHANGED = "code_changed", "平台改了编码"


BINDING_MOVES = {
    BindingState.UNVERIFIED: {BindingState.VERIFIED, BindingState.REFUSED},
    BindingState.VERIFIED: {BindingState.UNVERIFIED, BindingState.REFUSED},
    BindingState.REFUSED: {BindingState.UNVERIFIED},
}


class Condition(models.TextChoices):
    """PROTOCOLS 1: blocking and expiry are movements between conditions, so that no sum reads a clock."""

    GOOD = "good", "良品"
    BLOCKED = "blocked", "冻结"
    EXPIRED = "expired", "过期"
    DAMAGED = "damaged", "破损"
    PUT_BACK = "put_back", "待放回"


class Reason(models.TextChoices):
    RECEIVE = "receive", "收货"
    PUT_AWAY = "put_away", "上架"
    MOVE = "move", "移库"
    TAKE = "take", "拣取"
    UNTAKE = "untake", "撤回拣取"
    CARRY = "carry", "换容器"
    SHIP = "ship", "发货"
    TO_PUT_BACK = "to_put_back", "拦截待放回"
    PUT_BACK = "put_back", "放回"
    ADJUST = "adjust", "调整"
    FOUND = "found", "负库存出库补记"
    LOSS = "loss", "丢失"
    COUNT = "count", "盘点"
    BLOCK = "block", "冻结"
    UNBLOCK = "unblock", "解冻"
    EXPIRE = "expire", "过期"
    DAMAGE = "damage", "破损"
    CONDITION = "condition", "改状态"
    REVERSAL = "reversal", "冲销"


class AllocationState(models.TextChoices):
    WAITING = "waiting", "待承诺"
    PROMISED = "promised", "已承诺"
    PLACED = "placed", "已定位"
    TAKEN = "taken", "已拣取"
    SHIPPED = "shipped", "已发出"
    RELEASED = "released", "已释放"


RESERVED_STATES = (AllocationState.PROMISED, AllocationState.PLACED, AllocationState.TAKEN)
HELD_STATES = (AllocationState.PLACED, AllocationState.TAKEN)  # these count in a balance's `allocated`

ALLOCATION_MOVES = {
    AllocationState.WAITING: {AllocationState.PROMISED, AllocationState.RELEASED},
    AllocationState.PROMISED: {AllocationState.PLACED, AllocationState.RELEASED},
    AllocationState.PLACED: {AllocationState.TAKEN, AllocationState.PROMISED, AllocationState.RELEASED},
    AllocationState.TAKEN: {
        AllocationState.PLACED,
        AllocationState.PROMISED,
        AllocationState.SHIPPED,
        AllocationState.RELEASED,
    },
    AllocationState.SHIPPED: set(),
    AllocationState.RELEASED: set(),
}


class ConnectorKind(models.TextChoices):
    """What joins two floors."""

    LIFT = "lift", "电梯"
    STAIR = "stair", "楼梯"
    RAMP = "ramp", "坡道"


class ReceiptState(models.TextChoices):
    EXPECTED = "expected", "待到货"
    RECEIVING = "receiving", "收货中"
    RECEIVED = "received", "已收齐"
    CLOSED = "closed", "已关闭"


OPEN_RECEIPT_STATES = (ReceiptState.EXPECTED, ReceiptState.RECEIVING, ReceiptState.RECEIVED)

RECEIPT_MOVES = {
    ReceiptState.EXPECTED: {ReceiptState.RECEIVING, ReceiptState.RECEIVED, ReceiptState.CLOSED},
    ReceiptState.RECEIVING: {ReceiptState.RECEIVED, ReceiptState.CLOSED},
    ReceiptState.RECEIVED: {ReceiptState.RECEIVING, ReceiptState.CLOSED},
    ReceiptState.CLOSED: set(),
}


class MoveKind(models.TextChoices):
    RECEIVE = "receive", "收货"
    PUT_AWAY = "put_away", "上架"
    MOVE = "move", "移库"
    PUT_BACK = "put_back", "放回"


class MoveTaskState(models.TextChoices):
    OPEN = "open", "进行中"
    DONE = "done", "完成"
    ABANDONED = "abandoned", "放弃"


MOVE_TASK_MOVES = {
    MoveTaskState.OPEN: {MoveTaskState.DONE, MoveTaskState.ABANDONED},
    MoveTaskState.DONE: set(),
    MoveTaskState.ABANDONED: set(),
}


class CountState(models.TextChoices):
    OPEN = "open", "待盘点"
    REVIEW = "review", "待复核"
    DONE = "done", "完成"
    CANCELLED = "cancelled", "取消"


COUNT_MOVES = {
    CountState.OPEN: {CountState.REVIEW, CountState.DONE, CountState.CANCELLED},
    CountState.REVIEW: {CountState.OPEN, CountState.DONE, CountState.CANCELLED},
    CountState.DONE: set(),
    CountState.CANCELLED: set(),
}


class SerialState(models.TextChoices):
    """Where the one unit with this serial number is. `withdrawn`: its only scan was taken back, nobody has seen it."""

    IN_STOCK = "in_stock", "在库"
    PACKED = "packed", "在包裹里"
    SHIPPED = "shipped", "已发出"
    LOST = "lost", "丢失"
    WITHDRAWN = "withdrawn", "已撤回"


class SerialEventKind(models.TextChoices):
    RECEIVED = "received", "收货"
    PACKED = "packed", "核对装箱"
    UNDONE = "undone", "撤回"
    FREED = "freed", "拿出包裹"
    SHIPPED = "shipped", "发出"
    RETURNED = "returned", "退回"
    LOST = "lost", "丢失"
    FOUND = "found", "找回"
