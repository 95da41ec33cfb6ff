"""Which single units lie in a parcel: each is scanned, none is filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inventory.operations.serials import free_serials, refuse_barcode
from packing.operations.verify import Verified, verify_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inventory.models import Sku
    from packing.models import Parcel
    from wms.core.cause import Cause


def verify_serial(*, cause: Cause, parcel: Parcel, number: str, skus: Sequence[Sku], is_gs1: bool) -> Verified:
    """The serial number of the unit in hand: it counts now. `skus`: goods that the scanned code names.

    Refuses with SerialIsBarcode (a code of goods without a serial in it), SerialOfOtherSku, and as verify_unit does.
    The caller holds order and parcel.
    """
    sku = parcel.serial_sku
    assert sku is not None  # noqa: S101  asked only at the step that is there because of it
    refuse_barcode(sku=sku, number=number, skus=skus, is_gs1=is_gs1)
    return verify_unit(
        cause=cause, parcel=parcel, sku=sku, quantity=1, label=number, serial=number, is_of_sku=bool(skus)
    )


def free_parcel_serials(*, cause: Cause, parcel: Parcel) -> None:
    """The parcel is taken apart: the numbers in it may go into another one. The caller holds it, and saves it."""
    parcel.serial_sku = None
    if parcel.serial_units:
        parcel.serial_units -= free_serials(cause=cause, holder=parcel.work_key)
