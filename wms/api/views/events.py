"""/events/, /token/, /warehouses/, and the answer to addresses that are none."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from wms.api.door import Door
from wms.api.errors import CursorTooOld
from wms.api.models import FeedArrival, FeedEvent, FeedHead
from wms.api.operations.feed import EVENT_DAYS, number_arrivals
from wms.api.paging import LIMIT, LIMIT_MAX, limit_of, read_cursor, write_cursor, wrong_parameter
from wms.api.shapes.events import EventOut, EventsOut, TokenOut, WarehouseOut
from wms.api.states import SCOPE_OF_KIND, EventKind, Scope
from wms.api.views.base import ListDoor
from wms.core.models import Warehouse
from wms.core.transactions import run

NOW = "now"
LIMITS = {"type": "integer", "minimum": 1, "maximum": LIMIT_MAX, "default": LIMIT}


class Events(Door):
    read_scope = Scope.EVENTS_READ
    serializer_class = EventsOut
    own = frozenset({"since", "limit", "kind"})

    @extend_schema(
        operation_id="events_follow",
        summary="Follow what happens",
        description="Append-only: an event never changes, none comes before one that was read. Keep `cursor` and give "
        "it as `since`. Kinds whose thing the token may not read are left out.",
        parameters=[
            OpenApiParameter(
                "since", str, description="A cursor, or `now` for what comes from now on; without it: all that is kept."
            ),
            OpenApiParameter("limit", LIMITS, description="Events an answer."),
            OpenApiParameter("kind", str, enum=EventKind.values, description="Only this kind."),
        ],
        responses=EventsOut,
    )
    def get(self, request: Request) -> Response:
        limit, kinds = limit_of(request), self._kinds(request)
        if FeedArrival.objects.exists():
            run(number_arrivals)
        head = FeedHead.objects.filter(pk=1).first() or FeedHead()
        after = self._after(request, head)
        rows = FeedEvent.objects.filter(position__gt=after, position__lte=head.last_position, kind__in=kinds)
        rows = rows.filter(warehouse__in=self.houses()).select_related("warehouse")
        page = list(rows.order_by("position")[:limit])
        self._demand_kept(after)
        is_full = len(page) == limit
        end = page[-1].position if is_full else max(head.last_position, after)
        has_more = is_full or FeedArrival.objects.exists()
        data = EventOut(page, many=True).data
        return Response({"results": data, "cursor": write_cursor(end), "has_more": has_more})

    def _kinds(self, request: Request) -> list[str]:
        wanted = request.query_params.get("kind")
        if wanted is not None and wanted not in EventKind.values:
            raise wrong_parameter("kind", "invalid_choice")
        mine = [kind for kind, scope in SCOPE_OF_KIND.items() if scope in self.token.scopes]
        return [kind for kind in mine if wanted in (None, kind)]

    def _after(self, request: Request, head: FeedHead) -> int:
        since = request.query_params.get("since")
        if since == NOW:
            return head.last_position
        if since is None:
            return head.dropped_position
        try:
            position = read_cursor(since)
        except ValidationError as wrong:
            raise wrong_parameter("since", "invalid") from wrong
        if not head.dropped_position <= position <= head.last_position:
            raise CursorTooOld(oldest=write_cursor(head.dropped_position), days=EVENT_DAYS)
        return position

    def _demand_kept(self, after: int) -> None:
        """What was taken away between the look at the head and the reading would be a silent hole."""
        given = self.request.query_params.get("since")
        dropped = FeedHead.objects.filter(pk=1, dropped_position__gt=after).values_list("dropped_position", flat=True)
        if given is not None and (oldest := dropped.first()) is not None:
            raise CursorTooOld(oldest=write_cursor(oldest), days=EVENT_DAYS)


class Warehouses(ListDoor):
    serializer_class = WarehouseOut
    queryset = Warehouse.objects.all()
    filterset_class = None

    def get_queryset(self) -> QuerySet[Warehouse]:
        return self.houses()

    @extend_schema(
        operation_id="warehouses_list", summary="List the token's warehouses", responses=WarehouseOut(many=True)
    )
    def get(self, request: Request) -> Response:
        return self.list()


class Token(Door):
    serializer_class = TokenOut

    @extend_schema(operation_id="token_read", summary="What this token may do", responses=TokenOut)
    def get(self, request: Request) -> Response:
        token = self.token
        told: dict[str, Any] = {
            "name": token.name,
            "prefix": token.prefix,
            "scopes": token.scopes,
            "warehouses": [house.code for house in self.houses()],
            "expires_at": token.expires_at,
            "requests_per_minute": settings.API_REQUESTS_PER_MINUTE,
        }
        return Response(TokenOut(told).data)


@extend_schema(exclude=True)
class NoSuchAddress(Door):
    """A problem, not a page, also where nothing is."""

    serializer_class = TokenOut

    def refuse_unknown_parameters(self, request: Request) -> None:
        raise Http404

    def get(self, request: Request, rest: str) -> Response:
        raise Http404

    post = put = patch = delete = get
