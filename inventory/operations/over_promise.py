"""More is promised of a SKU than can be sold: a person is asked about the weakest promises (PROTOCOLS 1)."""

from __future__ import annotations

from inventory.ledger import OVER_PROMISED, strength
from inventory.locks import lock_sku_stocks
from inventory.models import Allocation, SkuStock
from inventory.states import RESERVED_STATES
from wms.core.cause import Cause
from wms.core.work_items import close_work_items, raise_work_item


def settle_over_promise(*, cause: Cause, warehouse_id: int, sku_id: int) -> None:
    """Ask a person about what is promised above what is sellable now, and no more once it is covered. Told by message,
    so that the scan that found the loss does not wait for it. Locks SkuStock.
    """
    stock = lock_sku_stocks(warehouse_id, {sku_id})[sku_id]
    if stock.promisable < 0:
        _ask(cause, stock)
        return
    subject = f"{warehouse_id}:{sku_id}"
    close_work_items(kind=OVER_PROMISED, subject_type="sku_stock", subject_id=subject, resolution="covered")


def _ask(cause: Cause, stock: SkuStock) -> None:
    short = -stock.promisable
    promises = list(
        Allocation.objects.select_related("sku").filter(
            warehouse_id=stock.warehouse_id, sku_id=stock.sku_id, state__in=RESERVED_STATES
        )
    )
    demands: list[dict[str, object]] = []
    for promise in sorted(promises, key=strength, reverse=True):
        if short <= 0:
            break
        units = min(short, promise.quantity)
        demands.append({"type": promise.demand_type, "id": promise.demand_id, "quantity": units})
        short -= units
    raise_work_item(
        cause=cause,
        kind=OVER_PROMISED,
        warehouse_id=stock.warehouse_id,
        subject_type="sku_stock",
        subject_id=f"{stock.warehouse_id}:{stock.sku_id}",
        subject_label=promises[0].sku.code,  # more is promised than there is: something is
        facts={"short": -stock.promisable, "demands": demands},
        is_urgent=True,
        stage="stock",
    )
