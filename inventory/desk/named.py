"""Which goods somebody means who types a code at the desk."""

from __future__ import annotations

from django.db.models import Q

from inventory.models import Barcode, Sku
from inventory.operations import normal_value


def skus_called(typed: str) -> list[Sku]:
    """By their own code or by any barcode, as a whole: a GTIN of any length is one."""
    text = typed.strip()
    coded = Barcode.objects.filter(value=normal_value(text)[0]).values_list("sku", flat=True)
    return list(Sku.objects.filter(Q(code__iexact=text) | Q(pk__in=list(coded))).order_by("pk"))
