"""The base of bodies that come in: an unknown field is named, never ignored; codes become rows of the token's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.fields import empty

from inventory.models import Sku


class Strict(serializers.Serializer):
    """Refuses fields that it does not know, also in the lists that it holds."""

    def to_internal_value(self, data: Any) -> Any:
        unknown = sorted(set(data) - set(self.fields)) if isinstance(data, Mapping) else []
        wrong: dict[str, Any] = {str(name): [ErrorDetail(str(name), code="unknown")] for name in unknown}
        try:
            value = super().to_internal_value(data)
        except ValidationError as found:
            if not isinstance(found.detail, dict):
                raise
            raise ValidationError({**wrong, **found.detail}) from None
        if wrong:
            raise ValidationError(wrong)
        return value


class Found(serializers.CharField):
    """A code in, the row with it out; one that is not there is a wrong field, wherever it may be otherwise."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 80)
        super().__init__(**kwargs)

    def rows(self) -> Any:
        """The rows that this token may name."""
        raise NotImplementedError

    def run_validation(self, data: Any = empty) -> Any:
        code = super().run_validation(data)
        row = self.rows().filter(code=code).first()
        if row is None:
            raise ValidationError(code, code="does_not_exist")
        return row


class SkuCode(Found):
    def rows(self) -> Any:
        return Sku.objects.all()


class WarehouseCode(Found):
    """One of the token's own warehouses (the door hands them in)."""

    def rows(self) -> Any:
        return self.context["houses"]


def text(limit: int, *, required: bool = False, **kwargs: Any) -> serializers.CharField:
    """One line of text; without `required` it may be left out or empty."""
    if required:
        return serializers.CharField(max_length=limit, **kwargs)
    return serializers.CharField(max_length=limit, required=False, allow_blank=True, **kwargs)


def units(**kwargs: Any) -> serializers.IntegerField:
    """A number of units, as the answers hold them."""
    return serializers.IntegerField(read_only=True, **kwargs)
