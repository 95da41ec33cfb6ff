"""The floor's front door: a browser becomes a device, a badge and a PIN become a person, the menu, am I heard."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.views import View as PageView
from django.views.decorators.csrf import csrf_exempt

from wms.core.enrolment import device_of_link, redeem_link
from wms.core.messages import say
from wms.core.models import Device
from wms.core.refusals import OperationRefused
from wms.core.states import DeviceKind
from wms.core.transactions import run
from wms.scan.answer import pick_text
from wms.scan.barcode import read
from wms.scan.registry import screens_of
from wms.scan.session import DEVICE_COOKIE, PERSON_COOKIE, SHIFT, device_of, sign_in
from wms.scan.views import page_actor, read_body, speaking, text_of, to_sign_in


class Enrol(PageView):
    """GET shows which device this browser becomes; POST makes it so and gives it its cookie."""

    def get(self, request: HttpRequest, link: str) -> HttpResponse:
        return self._page(request, link)

    def post(self, request: HttpRequest, link: str) -> HttpResponse:
        try:
            device, token = run(partial(redeem_link, link))
        except OperationRefused as refusal:
            return self._refused(request, refusal)
        surface = "station" if device.kind == DeviceKind.STATION else "rf"
        response = HttpResponseRedirect(reverse("scan:signin", args=[surface]))
        year = 31536000
        response.set_cookie(
            DEVICE_COOKIE, token, max_age=year, httponly=True, samesite="Lax", secure=request.is_secure()
        )
        return response

    def _page(self, request: HttpRequest, link: str) -> HttpResponse:
        try:
            device = device_of_link(link)
        except OperationRefused as refusal:
            return self._refused(request, refusal)
        return render(request, "rf/enrol.html", {"device": device, "said": None})

    def _refused(self, request: HttpRequest, refusal: OperationRefused) -> HttpResponse:
        said = say(refusal.code, refusal.facts, translation.get_language() or "zh-hans")
        return render(request, "rf/enrol.html", {"device": None, "said": said}, status=refusal.http_status)


class Menu(PageView):
    """GET /rf/: resume first, then the tiles that this person may open."""

    def get(self, request: HttpRequest, surface: str) -> HttpResponse:
        try:
            actor = page_actor(request)
        except OperationRefused as refusal:
            return to_sign_in(surface, refusal)
        tiles = []
        for screen in screens_of(surface):
            if not actor.roles & screen.roles:
                continue
            tile = screen.tile(actor)
            note = pick_text(tile.note, actor.language)
            url = reverse("scan:screen", args=[surface, screen.name])
            tiles.append(
                {
                    "url": url,
                    "title": pick_text(screen.title, actor.language),
                    "icon": screen.icon,
                    "tile": tile,
                    "note": note,
                }
            )
        tiles.sort(key=lambda entry: not entry["tile"].resumes)
        for index, entry in enumerate(tiles, start=1):
            entry["key"] = index
        return render(request, f"{surface}/menu.html", {"actor": actor, "tiles": tiles})


@method_decorator(csrf_exempt, name="dispatch")
class SignIn(PageView):
    """Badge, then PIN. The token goes into the page's store (for scans) and a cookie (for pages)."""

    def get(self, request: HttpRequest, surface: str) -> HttpResponse:
        language = translation.get_language() or "zh-hans"
        why, said = request.GET.get("why", ""), None
        try:
            device = device_of(request)
        except OperationRefused as refusal:
            device, said = None, say(refusal.code, refusal.facts, language)
        if said is None and why == "person.signed_out" and request.COOKIES.get(PERSON_COOKIE):
            said = say(why, {}, language)
        return render(
            request,
            f"{surface}/signin.html",
            {"device": device, "said": said, "server_time": timezone.now().isoformat()},
        )

    @method_decorator(speaking)
    def post(self, request: HttpRequest, surface: str) -> HttpResponse:
        body = read_body(request)
        device = device_of(request)
        text = read(text_of(body, "badge", 64))
        badge = text.own.text if text.own and text.own.is_valid and text.own.kind == "badge" else text.upper
        person, token = sign_in(device=device, badge=badge, pin=text_of(body, "pin", 16))
        signed = token.sign()
        response = JsonResponse(
            {
                "person": signed,
                "name": person.name,
                "initial": person.initial,
                "issued_at": token.issued_at.isoformat(),
                "expires_at": token.ends_at.isoformat(),
                "server_time": timezone.now().isoformat(),
                "next": reverse("scan:menu", args=[surface]),
            }
        )
        response.set_cookie(
            PERSON_COOKIE,
            signed,
            max_age=int(SHIFT.total_seconds()),
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )
        response.set_cookie("language", person.language, max_age=31536000, samesite="Lax", secure=request.is_secure())
        return response


@method_decorator(csrf_exempt, name="dispatch")
class SignOut(PageView):
    def post(self, request: HttpRequest, surface: str) -> HttpResponse:
        response = JsonResponse({"next": reverse("scan:signin", args=[surface])})
        response.delete_cookie(PERSON_COOKIE, samesite="Lax")
        return response


class ServiceWorker(PageView):
    """GET /sw.js: from the root, because a service worker only serves what lies below its own address."""

    def get(self, request: HttpRequest) -> HttpResponse:
        path = finders.find("js/sw.js")
        if not isinstance(path, str):
            raise Http404
        response = HttpResponse(Path(path).read_bytes(), content_type="text/javascript; charset=utf-8")
        response["Cache-Control"] = "no-cache"
        return response


class Ping(PageView):
    """Am I heard, and what time is it there? ?queue=3&version=…: what the device tells of itself meanwhile."""

    def get(self, request: HttpRequest, surface: str) -> HttpResponse:
        self._hear(request)
        return JsonResponse({"server_time": timezone.now().isoformat()})

    def _hear(self, request: HttpRequest) -> None:
        """Keep what an enrolled device says; written only when it differs. Strangers are answered all the same."""
        try:
            device = device_of(request)
        except OperationRefused:
            return
        queue, version = request.GET.get("queue", ""), request.GET.get("version", "")[:40]
        waiting = int(queue) if queue.isascii() and queue.isdigit() and len(queue) < 7 else device.waiting_scans
        told = {"waiting_scans": waiting, "app_version": version if version.isprintable() else ""}
        if any(getattr(device, name) != value for name, value in told.items()):
            Device.objects.filter(pk=device.pk).update(**told)
