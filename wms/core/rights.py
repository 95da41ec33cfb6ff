"""Which warehouses a person may see, and with which roles: the border of every desk page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from wms.core.logs import bind
from wms.core.models import Assignment, Person, Warehouse
from wms.core.states import Role

DESK_ROLES = frozenset({Role.MANAGER, Role.OPERATOR, Role.ADMINISTRATOR})
MAY_SEE_ADDRESSES = frozenset({Role.OPERATOR, Role.ADMINISTRATOR})  # whom an order goes to, in clear [M21]
WAREHOUSE_COOKIE = "warehouse"
View = Callable[..., HttpResponseBase]


def warehouses_of(person: Person, roles: frozenset[str] = DESK_ROLES) -> QuerySet[Warehouse]:
    """The active warehouses where the person holds one of `roles`; a role without a warehouse holds everywhere."""
    held = Assignment.objects.filter(person=person, role__in=roles)
    everywhere = held.filter(warehouse=None)
    active = Warehouse.objects.filter(is_active=True)
    if everywhere.exists():
        return active
    return active.filter(Q(assignments__in=held)).distinct()


def roles_at(person: Person, warehouse: Warehouse) -> frozenset[str]:
    here = Q(warehouse=warehouse) | Q(warehouse=None)
    return frozenset(Assignment.objects.filter(here, person=person).values_list("role", flat=True))


def signed_in(view: View) -> View:
    """A page of whoever is signed in at the desk, whatever his roles: his own things only."""
    wrapped = wraps(view)(login_required(view))
    wrapped.guard = "signed_in"  # type: ignore[attr-defined]
    return wrapped


def open_to_all(view: View) -> View:
    """A page that proves its visitor by itself (a link's token), or that shows nothing of anybody."""
    view.guard = "open"  # type: ignore[attr-defined]
    return view


def _age(warehouse: Warehouse) -> int:
    """Who has chosen none yet begins with the house's first one."""
    return warehouse.pk


def desk_page(*roles: str) -> Callable[[View], View]:
    """A desk view of one warehouse: `view(request, warehouse, …)`.

    The warehouse is the `w` of the address, else the browser's last one, else the oldest; one that is not the person's
    is a 404. Without any warehouse under these roles the page is a 403. Whoever has a temporary password changes it
    before any page opens. `guard` and `roles` of the view are what tests/rights holds every address against.
    """
    wanted = frozenset(roles) or DESK_ROLES

    def decorate(view: View) -> View:
        @wraps(view)
        @login_required
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.must_change_password:  # type: ignore[union-attr]
                return HttpResponseRedirect(reverse("core:password"))
            allowed = list(warehouses_of(request.user, wanted))  # type: ignore[arg-type]
            if not allowed:
                raise PermissionDenied
            code = request.GET.get("w", "")
            by_code = {warehouse.code: warehouse for warehouse in allowed}
            if code and code not in by_code:
                raise Http404
            kept = by_code.get(code) or by_code.get(request.COOKIES.get(WAREHOUSE_COOKIE, ""))
            chosen = kept or min(allowed, key=_age)
            request.warehouse, request.warehouses = chosen, allowed  # type: ignore[attr-defined]
            bind(person=request.user.pk, warehouse=chosen.code)
            response = view(request, chosen, *args, **kwargs)
            if code:
                response.set_cookie(WAREHOUSE_COOKIE, chosen.code, max_age=31536000, samesite="Lax")
            return response

        wrapped.guard, wrapped.roles = "desk", wanted  # type: ignore[attr-defined]
        return wrapped

    return decorate
