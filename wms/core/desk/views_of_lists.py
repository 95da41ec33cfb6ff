"""Saved views of lists: kept and forgotten, from the list's own page."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wms.core.models import Warehouse
from wms.core.operations.saved_views import drop_view, save_view
from wms.core.refusals import InvalidInput
from wms.core.rights import desk_page
from wms.core.transactions import run


@require_POST
@desk_page()
def save(request: HttpRequest, warehouse: Warehouse, list_key: str) -> HttpResponse:
    query = request.POST.get("query", "")
    try:
        run(
            partial(
                save_view,
                person=request.user,
                warehouse=warehouse,
                list_key=list_key,
                name=request.POST.get("name", ""),
                query=query,
                is_default="is_default" in request.POST,
                is_shared="is_shared" in request.POST,
            )
        )
    except InvalidInput:
        messages.error(request, _("Give the view a name, 40 characters at most"))
    else:
        messages.success(request, _("View saved"))
    return HttpResponseRedirect(_back(request, query or "view=none"))


@require_POST
@desk_page()
def drop(request: HttpRequest, warehouse: Warehouse, view_id: int) -> HttpResponse:
    if not run(partial(drop_view, person=request.user, view_id=view_id)):
        raise Http404
    messages.success(request, _("View forgotten"))
    return HttpResponseRedirect(_back(request, "view=none"))


def _back(request: HttpRequest, query: str) -> str:
    """The list that the form stands on, never another site."""
    target = request.POST.get("next", "/")
    is_ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return f"{urlsplit(target).path if is_ours else '/'}?{query}"
