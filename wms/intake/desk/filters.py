"""Filters of the list of imports; they live in the address."""

from __future__ import annotations

import django_filters as filters

from wms.intake.models import Import
from wms.intake.states import ImportState


class ImportFilter(filters.FilterSet):
    kind = filters.CharFilter()
    state = filters.ChoiceFilter(choices=ImportState.choices)

    class Meta:
        model = Import
        fields: list[str] = []
