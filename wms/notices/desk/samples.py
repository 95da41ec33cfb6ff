"""The button that tries a channel: one test message now, and what the other side said."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from wms.core.desk.doors import cause_of
from wms.core.models import Exchange
from wms.core.outbox import drain_exchange
from wms.core.transactions import run
from wms.notices.deliver import trouble_words
from wms.notices.models import Channel
from wms.notices.operations.send_off import HANDLER, send_sample

WAIT_SECONDS = 7.0
ASKED = "tried"


def try_now(request: HttpRequest, channel: Channel | None, back: str) -> HttpResponse:
    """Send a test as the benches make their calls: now, by the outbox, waiting for the answer."""
    exchange = run(partial(send_sample, cause=cause_of(request, "notices"), channel=channel))
    drain_exchange(exchange.pk, WAIT_SECONDS)
    return HttpResponseRedirect(f"{back}?{ASKED}={exchange.pk}")


def answer_of(request: HttpRequest) -> dict[str, Any] | None:
    """What came of the test that this person has just made; None when the page is opened without one."""
    asked = request.GET.get(ASKED, "")
    if not asked.isdecimal() or len(asked) > 15:
        return None
    row = Exchange.objects.filter(pk=asked, handler=HANDLER, person_id=int(request.user.pk or 0)).first()
    if row is None:
        return None
    result = row.result or {}
    state = result.get("state", "queued")
    return {"state": state, "error": trouble_words(result.get("error", "")), "answer": result.get("answer", "")}
