"""Lists, single things, and acts upon them: what the views of each kind have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpResponse
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ErrorDetail, ParseError, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from wms.api.door import Door
from wms.api.once import HEADER, KEY_LIMIT, Done, once

T = TypeVar("T")

KEY_PARAMETER = OpenApiParameter(
    HEADER,
    {"type": "string", "minLength": 1, "maxLength": KEY_LIMIT, "pattern": r"^[\x21-\x7e]+$"},
    OpenApiParameter.HEADER,
    required=True,
    description="New for each write. The same key again within 24 hours gets the same answer, without a second effect.",
)


class Narrowed(DjangoFilterBackend):
    """django-filter, with each wrong parameter told by its name."""

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        filterset = self.get_filterset(request, queryset, view)
        if filterset is None:
            return queryset
        if not filterset.is_valid():
            data = filterset.form.errors.as_data()
            wrong = ValidationError(
                {name: [ErrorDetail(" ".join(error.messages), code=error.code or "invalid") for error in found]
                 for name, found in data.items()}
            )  # fmt: skip
            wrong.place = "parameter"  # type: ignore[attr-defined]
            raise wrong
        return filterset.qs


class ListDoor(Door):
    """GET: a page of rows that this token may see."""

    is_list = True
    filter_backends = [Narrowed]

    def list(self) -> Response:
        rows = self.filter_queryset(self.get_queryset())
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)


class OneDoor(Door):
    """GET: one thing. One of a foreign warehouse is not there."""

    filter_backends: list[Any] = []

    def one(self) -> Response:
        return Response(self.get_serializer(self.get_object()).data)


def read_body(door: Door, shape: type[BaseSerializer]) -> dict[str, Any]:
    """The body, checked; each wrong field is told by its pointer."""
    try:
        body = door.request.data
    except RecursionError:
        raise ParseError("nested too deeply") from None
    given = shape(data=body, context={"houses": door.houses()})
    given.is_valid(raise_exception=True)
    return given.validated_data


def write(door: Door, shape: type[BaseSerializer], work: Callable[[dict[str, Any]], Done]) -> HttpResponse:
    """Read the body and do the work, once for each Idempotency-Key."""

    def do() -> Done:
        return work(read_body(door, shape))

    return once(door.request, do)
