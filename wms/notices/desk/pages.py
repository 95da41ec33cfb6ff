"""The list of notices, one of them, acknowledging; one's own choices."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wms.core.desk.doors import attempt, cause_of, tell
from wms.core.desk.forms import form_page
from wms.core.desk.frame import desk
from wms.core.desk.lists import show_list
from wms.core.models import Person, Warehouse
from wms.core.refusals import InvalidInput
from wms.core.rights import desk_page
from wms.notices.desk.forms import MineForm
from wms.notices.desk.lists import NoticeList, language, state_of
from wms.notices.desk.samples import answer_of, try_now
from wms.notices.models import Quiet
from wms.notices.operations.acknowledge import acknowledge as acknowledge_notices
from wms.notices.operations.mine import choose_mine
from wms.notices.peers import mail
from wms.notices.selectors import notices_at, unread_of
from wms.notices.wording import said_in

NEWEST = 8


@require_GET
@desk_page()
def notices(request: HttpRequest, warehouse: Warehouse) -> HttpResponseBase:
    mine = unread_of(request.user, warehouse).count()  # type: ignore[arg-type]
    return show_list(request, warehouse, NoticeList, here="notices", context={"mine": mine})


@require_GET
@desk_page()
def bell(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """What the bell opens: the gravest and newest that wait for this person."""
    rows = unread_of(request.user, warehouse).order_by("-severity", "-told_at")[:NEWEST]  # type: ignore[arg-type]
    return desk(request, warehouse, "notices/_newest.html", "notices", {"rows": list(rows)})


@require_GET
@desk_page()
def notice(request: HttpRequest, warehouse: Warehouse, notice_id: int) -> HttpResponse:
    related = ("item", "warehouse", "shop", "acknowledged_by")
    found = get_object_or_404(notices_at(warehouse).select_related(*related), pk=notice_id)
    told = found.tellings.select_related("channel", "person").order_by("pk")
    context: dict[str, Any] = {
        "notice": found,
        "said": said_in(found, language()),
        "state": state_of(found),
        "tellings": list(told),
        "addressees": list(found.addressees.order_by("name")),
        "escalations": list(found.escalations.select_related("rule").order_by("pk")),
    }
    return desk(request, warehouse, "notices/notice.html", "notices", context)


@require_POST
@desk_page()
def acknowledge(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """The chosen ones of the list."""
    try:
        chosen = list(NoticeList(request, warehouse).chosen().values_list("pk", flat=True))
    except InvalidInput as refusal:
        tell(request, refusal)
        return HttpResponseRedirect(_back(request))
    return _acknowledge(request, chosen)


@require_POST
@desk_page()
def acknowledge_one(request: HttpRequest, warehouse: Warehouse, notice_id: int) -> HttpResponse:
    found = get_object_or_404(notices_at(warehouse), pk=notice_id)
    return _acknowledge(request, [found.pk])


@require_POST
@desk_page()
def acknowledge_mine(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """Everything that the person's bell rings for here."""
    waiting = unread_of(request.user, warehouse)  # type: ignore[arg-type]
    return _acknowledge(request, list(waiting.values_list("pk", flat=True)))


@require_http_methods(["GET", "POST"])
@desk_page()
def mine(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    person: Person = request.user  # type: ignore[assignment]
    quiet = Quiet.objects.filter(person=person).first()
    kept = {"mail": person.email}
    if quiet:
        kept |= {"quiet_from": quiet.starts, "quiet_until": quiet.ends}  # type: ignore[dict-item]
    form = MineForm(request.POST or None, initial=kept)

    def work(facts: dict[str, Any]) -> None:
        cause = cause_of(request, "notices")
        starts, ends = facts["quiet_from"], facts["quiet_until"]
        choose_mine(cause=cause, person=person, mail=facts["mail"], starts=starts, ends=ends)

    here = reverse("notices:mine")
    return form_page(
        request, warehouse, form, work=work, back=lambda _: here, done=_("Saved"), title=_("My notices"), here="me",
        leave=reverse("core:me"), template="notices/mine.html",
        context={"is_mail_set_up": mail.is_set_up(), "answer": answer_of(request)},
    )  # fmt: skip


@require_POST
@desk_page()
def try_mail(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """A test to one's own mailbox, made now: its answer is shown."""
    return try_now(request, None, reverse("notices:mine"))


def _acknowledge(request: HttpRequest, notice_ids: list[int]) -> HttpResponse:
    person: Person = request.user  # type: ignore[assignment]
    done, _refusal = attempt(partial(acknowledge_notices, person=person, notice_ids=notice_ids))
    if done:
        messages.success(request, _("Acknowledged: %(n)s") % {"n": done})
    else:
        messages.info(request, _("Somebody has acknowledged it already"))
    return HttpResponseRedirect(_back(request))


def _back(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if is_ours else reverse("notices:notices")
