"""Every outbound call that the channel can make, by the name under which its row is written."""

from __future__ import annotations

from collections.abc import Callable

from wms.aliexpress import declaring, exchanges, first_mile, order_by_push, waybills
from wms.aliexpress.exchanges import Handler
from wms.aliexpress.operations import shipments

HANDLERS: dict[str, Callable[[], Handler]] = {
    exchanges.ORDER_DETAILS: exchanges.OrderDetails,
    exchanges.LOOK: exchanges.Look,
    exchanges.CREATE_WAYBILL: waybills.CreateWaybill,
    exchanges.FETCH_LABEL: exchanges.FetchLabel,
    shipments.DECLARE_SHIPMENT: declaring.DeclareShipment,
    shipments.MODIFY_SHIPMENT: declaring.ModifyShipment,
    shipments.CLOSE_ORDER: declaring.CloseOrder,
    first_mile.COMMIT_BATCH: first_mile.CommitBatch,
    first_mile.FETCH_BATCH_PAPER: first_mile.FetchBatchPaper,
    exchanges.ANSWER_CANCEL: exchanges.AnswerCancel,
    order_by_push.PULL_ORDER: order_by_push.PullOrder,
    order_by_push.PULL_WINDOW: order_by_push.PullWindow,
}
