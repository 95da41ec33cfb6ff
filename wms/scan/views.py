"""The floor's doors: a screen's page, its scans, sign-in, the menu. Thin: read, call, show."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.decorators import method_decorator
from django.views import View as PageView
from django.views.decorators.csrf import csrf_exempt

from wms.core.logs import bind
from wms.core.messages import say
from wms.core.meters import count_scan
from wms.core.refusals import InvalidInput, OperationRefused
from wms.scan.answer import answer, present_screen, screen_context
from wms.scan.errors import ScreenUnknown
from wms.scan.judge import ScanIn, Seen, judge
from wms.scan.registry import screen_named
from wms.scan.screen import Actor, ScanScreen
from wms.scan.session import (
    PERSON_COOKIE,
    actor_of,
    demand_role,
    device_of,
    read_person_token,
    who_scans,
)

SURFACES = ("rf", "station")
Door = Callable[..., HttpResponse]


def refusal_answer(refusal: OperationRefused, language: str) -> JsonResponse:
    """A refusal before any screen was reached: sign-in, rights, a malformed body."""
    said = say(refusal.code, refusal.facts, language)
    body = {"verdict": "refused", "code": refusal.code, "tone": said.tone, "text": said.text, "act": said.act}
    return JsonResponse({**body, "data": {"facts": refusal.facts}}, status=refusal.http_status)


def speaking(door: Door) -> Door:
    """Turn a refusal into its JSON answer, in the browser's language."""

    @wraps(door)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return door(request, *args, **kwargs)
        except OperationRefused as refusal:
            return refusal_answer(refusal, translation.get_language() or "zh-hans")

    return wrapped


def find_screen(surface: str, name: str) -> ScanScreen:
    screen = screen_named(surface, name)
    if screen is None:
        raise Http404(name)
    return screen


def page_actor(request: HttpRequest) -> Actor:
    """The actor of a page: the device's cookie and the person's cookie."""
    device = device_of(request)
    token = read_person_token(request.COOKIES.get(PERSON_COOKIE, ""), device)
    return actor_of(device, token, translation.get_language() or "zh-hans")


def to_sign_in(surface: str, refusal: OperationRefused) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('scan:signin', args=[surface])}?why={refusal.code}")


class ScreenPage(PageView):
    """GET /rf/<screen>/: the whole page, from rows."""

    def get(self, request: HttpRequest, surface: str, name: str) -> HttpResponse:
        screen = find_screen(surface, name)
        try:
            actor = page_actor(request)
            demand_role(actor, screen.roles)
        except OperationRefused as refusal:
            if refusal.http_status == 403:
                context = {"refusal": say(refusal.code, refusal.facts, translation.get_language() or "zh-hans")}
                return render(request, f"{surface}/no_rights.html", context, status=403)
            return to_sign_in(surface, refusal)
        return render(request, f"{surface}/screen.html", screen_context(screen, actor))


@method_decorator(csrf_exempt, name="dispatch")
class ScanDoor(PageView):
    """POST /rf/<screen>/scan: one scan in, one envelope out. The signed person token in the body is its own proof
    against forgery, so no CSRF token is asked of a queue that may be hours old.
    """

    @method_decorator(speaking)
    def post(self, request: HttpRequest, surface: str, name: str) -> HttpResponse:
        screen = screen_named(surface, name)
        if screen is None:
            raise ScreenUnknown
        body = read_body(request)
        person = text_of(body, "person", 400)
        actor, token = who_scans(request, person, translation.get_language() or "zh-hans")
        demand_role(actor, screen.roles)
        scan = scan_in(body)
        bind(scan=str(scan.id), screen=screen.name)
        judged = judge(screen, actor, token, scan)
        bind(verdict=judged.verdict, code=judged.code)
        count_scan(screen.name, judged.verdict)
        if judged.verdict == "ok" and not judged.is_repeat:
            judged = replace(judged, left=screen.settle(actor, judged.code, judged.left))
        status = 409 if judged.verdict == "conflict" else 200
        return JsonResponse(answer(screen, actor, scan, judged), status=status)


def read_body(request: HttpRequest) -> dict[str, Any]:
    try:
        body = json.loads(request.body)
    except ValueError:
        raise InvalidInput(field="body", problem="not_json") from None
    if not isinstance(body, dict):
        raise InvalidInput(field="body", problem="not_an_object")
    return body


def text_of(body: dict[str, Any], field: str, limit: int) -> str:
    value = body.get(field)
    if not isinstance(value, str) or not value or len(value) > limit:
        raise InvalidInput(field=field, problem="text_expected")
    return value


def whole_of(body: dict[str, Any], field: str) -> int:
    value = body.get(field)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**31:
        raise InvalidInput(field=field, problem="whole_number_expected")
    return value


def uuid_of(value: Any, field: str) -> uuid.UUID:
    try:
        return uuid.UUID(str(value))
    except ValueError:
        raise InvalidInput(field=field, problem="uuid_expected") from None


def scan_in(body: dict[str, Any]) -> ScanIn:
    """The scan of a request body; refuses InvalidInput naming the field."""
    seen = body.get("seen")
    if not isinstance(seen, dict):
        raise InvalidInput(field="seen", problem="object_expected")
    work = seen.get("work")
    if work is not None and (not isinstance(work, str) or len(work) > 40):
        raise InvalidInput(field="seen.work", problem="text_expected")
    raw = body.get("raw")
    if not isinstance(raw, str) or not raw or len(raw) > 4096 or "\x00" in raw:
        raise InvalidInput(field="raw", problem="text_expected")
    seq = whole_of(body, "seq")
    if seq < 1:
        raise InvalidInput(field="seq", problem="from_1")
    after = body.get("after")
    return ScanIn(
        id=uuid_of(body.get("id"), "id"),
        run=text_of(body, "run", 40),
        seq=seq,
        seen=Seen(work, text_of(seen, "step", 24), whole_of(seen, "version")),
        after=None if after is None else uuid_of(after, "after"),
        raw=raw,
        symbology=str(body.get("symbology") or "")[:16],
        captured_at=time_of(body, "captured_at"),
        give_up=body.get("give_up") is True,
    )


def time_of(body: dict[str, Any], field: str) -> datetime:
    try:
        moment = datetime.fromisoformat(str(body.get(field)).replace("Z", "+00:00"))
    except ValueError:
        raise InvalidInput(field=field, problem="time_expected") from None
    if moment.tzinfo is None:
        raise InvalidInput(field=field, problem="time_zone_expected")
    return moment


class Progress(PageView):
    """GET /station/<screen>/progress: the screen as it is now, for a page that waits. No scan, no number."""

    @method_decorator(speaking)
    def get(self, request: HttpRequest, surface: str, name: str) -> HttpResponse:
        screen = find_screen(surface, name)
        actor = page_actor(request)
        demand_role(actor, screen.roles)
        return JsonResponse(present_screen(screen, actor))
