"""An order that filled more than one tote: the bench asks for each of them before it lets the parcel go on."""

from __future__ import annotations

from collections.abc import Collection

from django.utils import timezone

from packing.models import Parcel, ParcelTote


def missing_of(tote_ids: Collection[int], scanned_id: int | None) -> int:
    """How many totes of an order still have to come to the bench: none where there is only one."""
    return sum(pk != scanned_id for pk in tote_ids) if len(tote_ids) > 1 else 0


def list_totes(*, parcel: Parcel, tote_ids: Collection[int], scanned_id: int | None) -> None:
    """Remember the totes of a new parcel when there are several; the one that opened it is here already."""
    if len(tote_ids) < 2:
        return
    now = timezone.now()
    ParcelTote.objects.bulk_create(
        ParcelTote(parcel=parcel, tote_id=pk, scanned_at=now if pk == scanned_id else None) for pk in tote_ids
    )


def mark_tote(*, parcel: Parcel, tote_id: int) -> bool:
    """One of the parcel's totes is on the bench; False when it has no such tote that was still missing. The caller
    saves the parcel.
    """
    rows = ParcelTote.objects.filter(parcel=parcel, tote=tote_id, scanned_at=None)
    if not parcel.totes_missing or not rows.update(scanned_at=timezone.now()):
        return False
    parcel.totes_missing -= 1
    return True
