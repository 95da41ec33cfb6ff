"""What a bench cannot mend: no waybill because of a rule or of master data. It becomes work for the desk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from packing.models import Parcel
from wms.core.cause import Cause
from wms.core.work_items import close_many, raise_work_item

NO_SERVICE = "pack.no_service"  # the platform offers nothing that the shop would take
CUSTOMS = "pack.customs_missing"  # the goods' master data do not tell what a waybill must declare
FOR_THE_DESK = (NO_SERVICE, CUSTOMS)  # codes of such failures, and the kinds of their work items


def ask_desk(*, cause: Cause, parcel: Parcel, failure: str, facts: Mapping[str, Any]) -> None:
    """Open the work item of a failure that only the desk can mend; `facts` say what. The caller holds the parcel."""
    raise_work_item(
        cause=cause,
        kind=failure,
        warehouse_id=parcel.warehouse_id,
        subject_type="parcel",
        subject_id=parcel.pk,
        subject_label=parcel.number,
        facts={"order": parcel.order.number, "parcel": parcel.number, **facts},
        is_urgent=True,
        stage="pack",
    )


def settle_desk(*, parcel: Parcel) -> None:
    """The parcel has found its way, or needs none any more: what the desk was asked for is done."""
    close_many(kinds=FOR_THE_DESK, subject_type="parcel", subject_ids=[parcel.pk], resolution="pack.waybill_made")
