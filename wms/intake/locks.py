"""The one row lock of an import. It comes before every lock of the rooms: a chunk locks its import first."""

from __future__ import annotations

from wms.intake.models import Import


def lock_import(import_id: int) -> Import:
    return Import.objects.select_for_update(of=("self",)).select_related("warehouse").get(pk=import_id)
