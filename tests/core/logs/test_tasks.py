"""A task's lines carry the request and scan that asked for it; what libraries log is cleaned on the same way."""

from __future__ import annotations

import io
import json
import logging
import logging.config
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from celery import Celery

from wms.core.logs import about, facts
from wms.core.logs.config import logging_config
from wms.core.logs.tasks import follow


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """The product's own logging, into a text. The suite's own handlers come back afterwards."""
    root = logging.getLogger()
    before = (
        root.handlers[:],
        root.level,
        {name: logging.getLogger(name).level for name in ("httpx", "celery.app.trace")},
    )
    text = io.StringIO()
    config = logging_config(form="json", level="DEBUG")
    config["handlers"]["stderr"]["stream"] = text
    config["loggers"] = {"httpx": {"level": "DEBUG"}, "celery": {"level": "DEBUG"}}
    logging.config.dictConfig(config)
    yield text
    root.handlers[:], root.level = before[0], before[1]
    for name, level in before[2].items():
        logging.getLogger(name).setLevel(level)


@pytest.fixture
def app() -> Celery:
    made = Celery("probe", broker="memory://", set_as_current=False)
    made.conf.task_always_eager = False
    follow(made)
    return made


def lines(text: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.getvalue().splitlines()]


def work_off(app: Celery, name: str) -> None:
    """What a worker does with the next message: its headers, then the traced task."""
    from celery.app.trace import build_tracer
    from celery.worker.request import Request

    with app.connection_for_read() as connection:
        message = connection.SimpleQueue(app.conf.task_default_queue).get(timeout=1)
    request = Request(message, app=app, task=app.tasks[name])
    tracer = build_tracer(name, app.tasks[name], app=app)
    tracer(request.id, *message.payload[:2], request=request.request_dict)


def test_ids_travel_with_a_task_and_its_end_is_told(app: Celery, written: io.StringIO) -> None:
    seen: list[dict[str, object]] = []

    @app.task(name="probe.work")
    def work(number: int) -> None:
        seen.append(facts())
        logging.getLogger("probe").warning("at work")

    with about(request_id="r-12345678", scan="s-1", device="PDA-7", person=7, path="/not/handed/on"):
        work.delay(1)
    assert facts() == {}
    work_off(app, "probe.work")
    handed = {"request_id": "r-12345678", "scan": "s-1", "device": "PDA-7", "person": "7"}
    assert [{key: known[key] for key in handed} for known in seen] == [handed]
    assert "path" not in seen[0]
    told = [line for line in lines(written) if line["logger"] in {"probe", "wms.task"}]
    assert [(line["event"], line["request_id"], line["task"]) for line in told] == [
        ("at work", "r-12345678", "probe.work"),
        ("worked", "r-12345678", "probe.work"),
    ]
    assert told[1]["status"] == "success"
    assert facts() == {}


def test_a_task_that_fails_tells_no_argument_that_is_a_secret(app: Celery, written: io.StringIO) -> None:
    @app.task(name="probe.fail")
    def fail(given: dict[str, str]) -> None:
        raise ValueError("refused", given)

    fail.delay({"access_token": "50000-secret", "phone": "+79161234567"})
    work_off(app, "probe.fail")
    text = written.getvalue()
    assert "refused" in text
    assert not any(secret in text for secret in ("50000-secret", "9161234567"))
    assert [line["status"] for line in lines(written) if line["logger"] == "wms.task"] == ["failure"]


def test_the_http_clients_own_lines_are_cleaned(written: io.StringIO) -> None:
    transport = httpx.MockTransport(lambda request: httpx.Response(200))
    with httpx.Client(transport=transport) as client:
        client.get("https://gw.example/sync?method=x&access_token=50000-secret&sign=ABCDEF")
    text = written.getvalue()
    assert "HTTP Request" in text
    assert not any(secret in text for secret in ("50000-secret", "ABCDEF"))


def test_what_celery_says_past_logging_takes_our_form(written: io.StringIO, capfd: pytest.CaptureFixture[str]) -> None:
    from celery.apps import worker

    from wms.core.logs.tasks import _speak_as_we_do

    before = worker.safe_say
    try:
        _speak_as_we_do()
        worker.safe_say("worker: Warm shutdown (MainProcess)", None)
    finally:
        worker.safe_say = before
    line = json.loads(capfd.readouterr().err)
    assert (line["level"], line["logger"], line["event"]) == (
        "info",
        "celery.apps.worker",
        "worker: Warm shutdown (MainProcess)",
    )
