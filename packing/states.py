"""The states of parcels, waybills and manifests, and the moves that operations may make [M1]."""

from __future__ import annotations

from django.db import models

PRINT_PREFIX = "waybill:"  # what a label's print jobs are about: this, then the waybill's pk


class ParcelState(models.TextChoices):
    OPEN = "open", "核对中"
    VERIFIED = "verified", "待面单"
    LABELLED = "labelled", "待贴单"
    CLOSED = "closed", "已封箱"
    HANDED_OVER = "handed_over", "已交接"
    CANCELLED = "cancelled", "已取消"


# Back from verified and labelled to open: a scan was undone, the label was voided, goods were refunded. Back to
# verified: the address has changed, another label is asked for.
PARCEL_MOVES = {
    ParcelState.OPEN: {ParcelState.VERIFIED, ParcelState.CANCELLED},
    ParcelState.VERIFIED: {ParcelState.LABELLED, ParcelState.OPEN, ParcelState.CANCELLED},
    ParcelState.LABELLED: {ParcelState.CLOSED, ParcelState.OPEN, ParcelState.VERIFIED, ParcelState.CANCELLED},
    ParcelState.CLOSED: {ParcelState.HANDED_OVER, ParcelState.VERIFIED, ParcelState.CANCELLED},
    ParcelState.HANDED_OVER: set(),
    ParcelState.CANCELLED: set(),
}
ON_THE_BENCH = [ParcelState.OPEN, ParcelState.VERIFIED, ParcelState.LABELLED]


class LookState(models.TextChoices):
    """The last look at the platform before a parcel may get its label."""

    PENDING = "pending", "查询中"
    FINE = "fine", "未取消"
    CANCELLED = "cancelled", "已取消"
    FAILED = "failed", "没查到"


class WaybillState(models.TextChoices):
    REQUESTED = "requested", "已请求"
    NUMBER = "number", "待录单号"
    CREATED = "created", "已创建"
    READY = "ready", "面单已取"
    FAILED = "failed", "失败"
    VOID = "void", "已作废"


WAYBILL_MOVES = {
    WaybillState.REQUESTED: {WaybillState.CREATED, WaybillState.NUMBER, WaybillState.FAILED, WaybillState.VOID},
    WaybillState.NUMBER: {WaybillState.READY, WaybillState.REQUESTED, WaybillState.VOID},
    WaybillState.CREATED: {WaybillState.READY, WaybillState.VOID},
    WaybillState.READY: {WaybillState.NUMBER, WaybillState.VOID},  # an own carrier's number was taken back
    WaybillState.FAILED: {WaybillState.REQUESTED, WaybillState.VOID},
    WaybillState.VOID: set(),
}
LIVE_WAYBILL = [
    WaybillState.REQUESTED,
    WaybillState.NUMBER,
    WaybillState.CREATED,
    WaybillState.READY,
    WaybillState.FAILED,
]


class MismatchKind(models.TextChoices):
    """[M40] What the bench found wrong in what left the picking stage."""

    WRONG = "wrong", "错货"
    EXTRA = "extra", "多货"
    MISSING = "missing", "少货"
    LABEL = "label", "面单不符"


class ManifestState(models.TextChoices):
    OPEN = "open", "装车中"
    CLOSED = "closed", "已交接"


MANIFEST_MOVES = {ManifestState.OPEN: {ManifestState.CLOSED}, ManifestState.CLOSED: set()}


class BatchState(models.TextChoices):
    """A handover batch at the platform: asked for, taken, its paper here; or refused."""

    REQUESTED = "requested", "提交中"
    COMMITTED = "committed", "已提交"
    READY = "ready", "单据已取"
    FAILED = "failed", "失败"


BATCH_MOVES = {
    BatchState.REQUESTED: {BatchState.COMMITTED, BatchState.FAILED},
    BatchState.COMMITTED: {BatchState.READY},
    BatchState.READY: set(),
    BatchState.FAILED: {BatchState.REQUESTED},
}
