"""The buttons of a wave's page. Each reads its field, calls one operation, says how it ended and goes back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from picking.desk.wave_list import MAY_ACT, WaveList
from picking.models import Wave
from picking.operations import wave_control
from picking.operations.abort import abort_wave
from picking.operations.left_walks import take_off
from picking.states import AbortWay
from wms.core.cause import Cause
from wms.core.desk.doors import cause_of, tell
from wms.core.desk.each import do_each, keys_chosen, tell_tally
from wms.core.models import Warehouse
from wms.core.refusals import InvalidInput, OperationRefused
from wms.core.rights import desk_page
from wms.core.transactions import run

Known = dict[str, Any]


@require_POST
@desk_page(*MAY_ACT)
def act(request: HttpRequest, warehouse: Warehouse, wave_id: int, verb: str) -> HttpResponse:
    """Do `verb` to a wave of this warehouse; an unknown one is a 404, a refusal is told and changes nothing."""
    wave = get_object_or_404(Wave, pk=wave_id, warehouse=warehouse)
    if verb not in VERBS:
        raise Http404
    known: Known = {"cause": cause_of(request, f"wave:{verb}"), "warehouse": warehouse, "wave_id": wave.pk}
    target = wave.pk
    try:
        text, target = VERBS[verb](request, known)
    except OperationRefused as refusal:
        tell(request, refusal)
    else:
        messages.success(request, text)
    return HttpResponseRedirect(reverse("picking:wave", args=[target]))


@require_POST
@desk_page(*MAY_ACT)
def act_on_chosen(request: HttpRequest, warehouse: Warehouse, verb: str) -> HttpResponse:
    """Do `verb` to each chosen wave of the list, by itself; why one was left as it was is told once."""
    leave = HttpResponseRedirect(reverse("picking:waves") + f"?{request.GET.urlencode()}")
    try:
        chosen = keys_chosen(WaveList(request, warehouse))
    except InvalidInput as refusal:
        tell(request, refusal)
        return leave
    known: Known = {"cause": cause_of(request, f"waves:{verb}"), "warehouse": warehouse}
    tally = do_each(partial(VERBS[verb], request, known | {"wave_id": pk}) for pk in chosen)
    tell_tally(request, tally, _("Done for %(n)s of %(all)s waves") % {"n": tally.done, "all": len(chosen)})
    return leave


def _number(request: HttpRequest, field: str) -> int:
    value = request.POST.get(field, "")
    if not (value.isascii() and value.isdigit() and len(value) < 16):
        raise InvalidInput(field=field, problem="number")
    return int(value)


def _hold(request: HttpRequest, known: Known) -> tuple[str, int]:
    wave = run(partial(wave_control.hold_wave, **known))
    return _("Held: none of its lists is given out; walks under way go on"), wave.pk


def _let_go(request: HttpRequest, known: Known) -> tuple[str, int]:
    wave = run(partial(wave_control.unhold_wave, **known))
    return _("Released: its lists are given out"), wave.pk


def _urgent(request: HttpRequest, known: Known, *, is_urgent: bool) -> tuple[str, int]:
    wave = run(partial(wave_control.set_wave_urgent, **known, is_urgent=is_urgent))
    return _("It comes before all other waves") if is_urgent else _("It is back in its place"), wave.pk


def _abort(request: HttpRequest, known: Known) -> tuple[str, int]:
    way = request.POST.get("way", "")
    if way not in AbortWay.values:
        raise InvalidInput(field="way", problem="choice")
    abort_wave(**known, way=AbortWay(way))
    if request.POST.get("pause_rule"):
        cause: Cause = known["cause"]
        run(partial(wave_control.pause_rule_of, cause=cause, warehouse=known["warehouse"], wave_id=known["wave_id"]))
    if way == AbortWay.PUT_BACK:
        return _("Cancelled: what lay in totes waits to be put back"), known["wave_id"]
    return _("Cancelled: what was begun is finished, the rest waits for a wave"), known["wave_id"]


def _split(request: HttpRequest, known: Known) -> tuple[str, int]:
    chosen = [int(each) for each in request.POST.getlist("list") if each.isascii() and each.isdigit()]
    split = run(partial(wave_control.split_wave, **known, list_ids=chosen))
    text = _("%(lists)s lists, %(orders)s orders are now %(wave)s")
    return text % {"lists": split.lists, "orders": split.orders, "wave": split.wave.number}, split.wave.pk


def _merge(request: HttpRequest, known: Known) -> tuple[str, int]:
    target = run(partial(wave_control.merge_waves, **known, into_id=_number(request, "into")))
    return _("Merged into %(wave)s") % {"wave": target.number}, target.pk


def _replan(request: HttpRequest, known: Known) -> tuple[str, int]:
    from picking.operations.replan import replan_wave  # the planner comes with it: only when somebody asks

    done = replan_wave(**known)
    if not done.is_changed:
        return _("No shorter walk was found; nothing was changed"), known["wave_id"]
    shown = {"was": _metres(done.was_mm), "now": _metres(done.walk_mm), "lists": done.lists}
    return _("Planned anew: %(was)s m before, %(now)s m now, %(lists)s lists") % shown, known["wave_id"]


def _metres(millimetres: int | None) -> str:
    return "–" if millimetres is None else f"{millimetres / 1000:,.0f}"


def _reserve(request: HttpRequest, known: Known) -> tuple[str, int]:
    person_id = _number(request, "person") if request.POST.get("person") else None
    walk = run(
        partial(wave_control.reserve_list, **known, list_id=_number(request, "list"), person_id=person_id),
    )
    if walk.reserved_for is None:
        return _("%(list)s is anybody's") % {"list": walk.number}, known["wave_id"]
    return _("%(list)s is kept for %(person)s") % {"list": walk.number, "person": walk.reserved_for.name}, walk.wave_id


def _take_off(request: HttpRequest, known: Known) -> tuple[str, int]:
    walk = run(
        partial(take_off, cause=known["cause"], warehouse=known["warehouse"], list_id=_number(request, "list")),
    )
    return _("%(list)s is in the queue again, with its totes") % {"list": walk.number}, known["wave_id"]


VERBS: dict[str, Callable[[HttpRequest, Known], tuple[str, int]]] = {
    "hold": _hold,
    "let-go": _let_go,
    "urgent": partial(_urgent, is_urgent=True),
    "not-urgent": partial(_urgent, is_urgent=False),
    "abort": _abort,
    "split": _split,
    "merge": _merge,
    "replan": _replan,
    "reserve": _reserve,
    "take-off": _take_off,
}
