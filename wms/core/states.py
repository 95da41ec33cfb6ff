"""Moves between states, as data: one dictionary per noun, one function that refuses the rest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models


class IllegalMove(Exception):
    """A bug, not a refusal: an operation tried a move that its states.py does not list."""


def move_to(obj: Any, target: str, moves: Mapping[Any, set[Any]], *, field: str = "state") -> None:
    """Set obj.<field> to `target` when `moves` allows it. The caller saves, and has locked the row."""
    current = getattr(obj, field)
    if target not in moves.get(current, set()):
        raise IllegalMove(f"{type(obj).__name__} {obj.pk}: {current} -> {target}")
    setattr(obj, field, target)


class WarehouseKind(models.TextChoices):
    """[M18]"""

    OWN = "own", "自有仓"
    OVERSEAS_PLATFORM = "overseas_platform", "平台海外仓"
    OVERSEAS_SELLER = "overseas_seller", "商家海外仓"
    OVERSEAS_PARTNER = "overseas_partner", "合作海外仓"
    CONSOLIDATION = "consolidation", "集运仓"


class Role(models.TextChoices):
    PICKER = "picker", "拣货员"
    PACKER = "packer", "打包员"
    RECEIVER = "receiver", "收货员"
    STOCK_KEEPER = "stock_keeper", "库管"
    MANAGER = "manager", "仓库经理"
    OPERATOR = "operator", "运营"
    ADMINISTRATOR = "administrator", "管理员"


class DeviceKind(models.TextChoices):
    HANDHELD = "handheld", "手持终端"
    STATION = "station", "打包台"


class Verdict(models.TextChoices):
    """PROTOCOLS 2. Only ok, refused and stale are final and leave a receipt."""

    OK = "ok", "ok"
    REFUSED = "refused", "refused"
    STALE = "stale", "stale"
    GAP = "gap", "gap"
    CONFLICT = "conflict", "conflict"


class DeliveryState(models.TextChoices):
    PENDING = "pending", "pending"
    LEASED = "leased", "leased"
    DONE = "done", "done"
    PARKED = "parked", "parked"


class PrinterWay(models.TextChoices):
    """How a printer is reached: by whoever has the PDF in a browser, or by the server over the network."""

    BROWSER = "browser", "浏览器"
    IPP = "ipp", "IPP"
    RAW = "raw", "9100"


class PrintState(models.TextChoices):
    """UNKNOWN: bytes may have reached the printer, nobody can tell whether paper came out. A person decides."""

    QUEUED = "queued", "等打印"
    SENDING = "sending", "正在送"
    PRINTED = "printed", "已打印"
    FAILED = "failed", "没打成"
    CANCELLED = "cancelled", "已取消"
    UNKNOWN = "unknown", "不确定"


# Nothing leads from unknown or sending back to queued but an answer that the printer never got it.
PRINT_MOVES = {
    PrintState.QUEUED: {PrintState.SENDING, PrintState.PRINTED, PrintState.FAILED, PrintState.CANCELLED},
    PrintState.SENDING: {PrintState.PRINTED, PrintState.FAILED, PrintState.UNKNOWN, PrintState.QUEUED},
    PrintState.UNKNOWN: {PrintState.PRINTED, PrintState.FAILED},
    PrintState.FAILED: {PrintState.QUEUED, PrintState.PRINTED, PrintState.CANCELLED},
    PrintState.PRINTED: set(),
    PrintState.CANCELLED: set(),
}
UNPROVEN = (PrintState.QUEUED, PrintState.UNKNOWN, PrintState.FAILED)  # what a scan of the paper itself settles


class WorkItemState(models.TextChoices):
    OPEN = "open", "待处理"
    CLAIMED = "claimed", "处理中"
    RESOLVED = "resolved", "已解决"


WORK_ITEM_MOVES = {
    WorkItemState.OPEN: {WorkItemState.CLAIMED, WorkItemState.RESOLVED},
    WorkItemState.CLAIMED: {WorkItemState.OPEN, WorkItemState.RESOLVED},
    WorkItemState.RESOLVED: set(),
}
