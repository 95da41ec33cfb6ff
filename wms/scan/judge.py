"""PROTOCOLS 2: one receipt a scan, in the transaction of its effect; judged under locks; chained when scanned ahead.

Order inside the transaction: device's numbering, whose row holds back whoever brings the same scan at the same moment
-> the flow's locks down to the work -> late -> chain -> stale -> parse -> operation in a savepoint -> event and receipt
(ADR 0029). `gap` and `conflict` roll everything back and leave no receipt; ok, refused and stale are final.
"""

from __future__ import annotations

import hashlib
import time
import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import connection
from django.utils import timezone

from wms.core.cause import Cause
from wms.core.figures import figure
from wms.core.models import DeviceRun, ScanEvent, ScanReceipt
from wms.core.refusals import OperationRefused
from wms.core.states import Verdict
from wms.core.transactions import run, unit_of_work
from wms.core.work_items import raise_work_item
from wms.scan.barcode import RAW_LIMIT, Candidate, ScanText, read
from wms.scan.errors import (
    Ambiguous,
    BadCheckCharacter,
    ChainBroken,
    InputMethodOn,
    ScanConflict,
    ScanGap,
    ScanParked,
    ScanTooLate,
    StaleScan,
    TooLong,
    UnknownCode,
    UnknownCommand,
    WrongKind,
)
from wms.scan.resolvers import resolve
from wms.scan.screen import Actor, Barcode, Outcome, ScanScreen, Step
from wms.scan.session import PersonToken
from wms.scan.work import Work


@dataclass(frozen=True)
class Seen:
    """The screen as the person saw it at capture. `work` None = no open work."""

    work: str | None
    step: str
    version: int


@dataclass(frozen=True)
class ScanIn:
    """One scan as sent (DESIGN "Scan answer")."""

    id: uuid.UUID
    run: str
    seq: int
    seen: Seen
    after: uuid.UUID | None
    raw: str
    symbology: str
    captured_at: datetime
    give_up: bool = False

    def fingerprint(self, person_id: int, screen: str) -> str:
        parts = [str(person_id), screen, self.seen.work or "", self.seen.step, self.raw]
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


@dataclass(frozen=True)
class Judged:
    """The verdict on a scan. `is_repeat`: it was judged before, and this is the stored answer.

    `left` is the work as a right scan has left it (None: no open work); `knows_left`: the answer may be drawn from it.
    """

    verdict: str
    code: str
    facts: dict[str, Any]
    is_repeat: bool = False
    knows_left: bool = False
    left: Work | None = None


class _JudgedBefore(Exception):
    """Rolls the transaction back: a scan of this id has its receipt, under another number."""


class _NoReceipt(Exception):
    """Rolls the transaction back: this verdict is not final."""

    def __init__(self, judged: Judged) -> None:
        self.judged = judged
        super().__init__(judged.code)


def judge(screen: ScanScreen, actor: Actor, token: PersonToken, scan: ScanIn) -> Judged:
    """Judge one scan, exactly once. Safe to call again with the same scan, also at the same time."""
    try:
        try:
            return run(partial(_judge, screen, actor, token, scan))
        except _JudgedBefore:
            return run(partial(_known, screen, actor, scan))
    except _NoReceipt as answer:
        return answer.judged


def _judge(screen: ScanScreen, actor: Actor, token: PersonToken, scan: ScanIn) -> Judged:
    started = time.monotonic()
    if not _take_number(actor, scan):
        return _known(screen, actor, scan)
    captured_at = min(max(scan.captured_at, token.issued_at), timezone.now())
    step, text = screen.first_step, read(scan.raw, scan.symbology)
    work: Work | None = None
    try:
        _refuse_given_up(screen, actor, scan, captured_at, token)
        work = screen.lock(actor)
        step = screen.step(actor, work)
        _check_fresh(actor, scan, work, step)
        outcome = _act(screen, actor, scan, work, step, text)
        judged = Judged(Verdict.OK, outcome.code, outcome.facts)
    except OperationRefused as refusal:
        outcome = None
        judged = _refused(refusal, Verdict.STALE if isinstance(refusal, StaleScan) else Verdict.REFUSED)
        is_wrong = refusal.is_wrong_scan
        screen.refused(actor, step, refusal, _cause(screen, actor, scan))
    else:
        is_wrong = False
    _write_event(screen, actor, scan, judged, step, text, captured_at, started, is_wrong=is_wrong, work=work)
    if outcome is not None:
        judged = replace(judged, left=screen.left_behind(actor, work, outcome), knows_left=True)
    _write_receipt(screen, actor, scan, judged, ended=outcome is not None and outcome.ended)
    return judged


def _known(screen: ScanScreen, actor: Actor, scan: ScanIn) -> Judged:
    """What was answered before to a scan that is not the next of its device; without a receipt: gap or conflict."""
    receipt = ScanReceipt.objects.filter(device=actor.device, scan_id=scan.id).first()
    if receipt is not None and receipt.fingerprint == _fingerprint(screen, actor, scan):
        return Judged(receipt.verdict, receipt.code, receipt.facts, is_repeat=True)
    last = DeviceRun.objects.filter(device=actor.device, run=scan.run).values_list("last_seq", flat=True).first() or 0
    if receipt is None and scan.seq > last:
        raise _NoReceipt(_refused(ScanGap(missing_from=last + 1), Verdict.GAP))
    raise _NoReceipt(_refused(ScanConflict(), Verdict.CONFLICT))


def _take_number(actor: Actor, scan: ScanIn) -> bool:
    """True for the next scan of its device: they are judged in the order of their numbers, none missing, none twice."""
    if scan.seq == 1:
        return _begin_run(actor, scan)
    before = DeviceRun.objects.filter(device=actor.device, run=scan.run, last_seq=scan.seq - 1)
    return bool(before.update(last_seq=scan.seq))


def _begin_run(actor: Actor, scan: ScanIn) -> bool:
    """True when the device has begun no such run before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_devicerun (device_id, run, last_seq, started_at) VALUES (%s, %s, 1, %s)"
            " ON CONFLICT (device_id, run) DO NOTHING",
            [actor.device.pk, scan.run, connection.ops.adapt_datetimefield_value(timezone.now())],
        )
        return cursor.rowcount == 1


def _refuse_given_up(screen: ScanScreen, actor: Actor, scan: ScanIn, captured_at: datetime, token: PersonToken) -> None:
    oldest = timezone.now() - timedelta(hours=float(figure("scan_max_age_hours")))
    if scan.captured_at > token.ends_at or captured_at < oldest:
        refusal: OperationRefused = ScanTooLate()
    elif scan.give_up:
        refusal = ScanParked()
    else:
        return
    raise_work_item(
        cause=_cause(screen, actor, scan),
        kind=refusal.code,
        warehouse_id=actor.warehouse.pk,
        subject_type="scan",
        subject_id=str(scan.id),
        subject_label=f"{actor.device.code} · {scan.raw[:60]}",
        facts={"screen": screen.name, "work": scan.seen.work, "step": scan.seen.step, "raw": scan.raw[:RAW_LIMIT]},
        stage=screen.stage,
    )
    raise refusal


def _check_fresh(actor: Actor, scan: ScanIn, work: Work | None, step: str) -> None:
    key, version = present(work)
    if scan.after is not None:
        before = ScanReceipt.objects.filter(device=actor.device, scan_id=scan.after).first()
        if before is None or before.verdict != Verdict.OK or before.ended:
            raise ChainBroken
        if (before.left_work, before.left_version) != (key or "", version):
            raise ChainBroken
    elif (scan.seen.work, scan.seen.step, scan.seen.version) != (key, step, version):
        raise StaleScan


def present(work: Work | None) -> tuple[str | None, int]:
    """Key and version of the present work; (None, 0) without any."""
    return (work.work_key, work.work_version) if work is not None else (None, 0)


def _act(screen: ScanScreen, actor: Actor, scan: ScanIn, work: Work | None, step: str, text: ScanText) -> Outcome:
    barcode = _the_one(screen, actor, work, step, text)
    with unit_of_work():
        return screen.act(actor, work, step, barcode, _cause(screen, actor, scan))


def _cause(screen: ScanScreen, actor: Actor, scan: ScanIn) -> Cause:
    return Cause(source="scan", person=actor.person, device=actor.device, scan_id=scan.id, reference=screen.name)


def _the_one(screen: ScanScreen, actor: Actor, work: Work | None, step: str, text: ScanText) -> Barcode:
    """The single thing that the scan means at this step; refuses unknown, mistyped, of another kind, ambiguous."""
    awaited = screen.steps[step]
    if text.is_too_long:
        raise TooLong(limit=RAW_LIMIT)
    if text.is_input_method:
        raise InputMethodOn(raw=text.raw)
    if text.own is not None and text.own.is_valid and text.own.kind == "command":
        return _command(awaited, text)
    at_hand = screen.in_hand(actor, work, step, text)
    if at_hand is not None:
        return Barcode(at_hand, text)
    found = resolve(text, awaited.accepts, actor)
    candidates = screen.narrow(actor, work, step, found.candidates) if found.candidates else []
    if len(candidates) == 1:
        return Barcode(candidates[0], text)
    if candidates:
        raise Ambiguous(raw=text.raw, choices=[candidate.label for candidate in candidates])
    if found.others:
        other = found.others[0]
        raise WrongKind(raw=text.raw, expected=list(awaited.prompt), kind=other.kind, found=other.label)
    if text.own is not None and not text.own.is_valid and text.own.kind in awaited.accepts:
        raise BadCheckCharacter(raw=text.raw)
    raise UnknownCode(raw=text.raw, expected=list(awaited.prompt))


def _command(awaited: Step, text: ScanText) -> Barcode:
    assert text.own is not None  # noqa: S101  the caller has looked
    name = text.own.body
    if name not in awaited.commands:
        raise UnknownCommand(command=name, expected=list(awaited.prompt))
    return Barcode(Candidate("command", 0, name), text)


def _refused(refusal: OperationRefused, verdict: str) -> Judged:
    return Judged(verdict, refusal.code, refusal.facts)


def _write_event(
    screen: ScanScreen,
    actor: Actor,
    scan: ScanIn,
    judged: Judged,
    step: str,
    text: ScanText,
    captured_at: datetime,
    started: float,
    *,
    is_wrong: bool,
    work: Work | None,
) -> None:
    facts = judged.facts
    ScanEvent.objects.create(
        warehouse=actor.warehouse,
        device=actor.device,
        person=actor.person,
        scan_id=scan.id,
        screen=screen.name,
        stage=screen.stage,
        step=step,
        work=(work.work_key if work is not None else scan.seen.work) or "",
        raw=scan.raw[:RAW_LIMIT],
        symbology=(scan.symbology or text.symbology)[:16],
        parsed=text.as_facts(),
        verdict=judged.verdict,
        code=judged.code,
        facts=facts,
        is_wrong=is_wrong,
        sku_code=str(facts.get("sku", ""))[:64],
        scanned_sku_code=str(facts.get("scanned_sku", ""))[:64],
        location_code=str(facts.get("location", ""))[:40],
        order_number=str(facts.get("order", ""))[:40],
        captured_at=captured_at,
        milliseconds=int((time.monotonic() - started) * 1000),
    )


def _write_receipt(screen: ScanScreen, actor: Actor, scan: ScanIn, judged: Judged, *, ended: bool) -> None:
    """Refuses with _JudgedBefore. Raw SQL: the ORM's ignore_conflicts hides other errors and the row count."""
    key, version = present(judged.left)
    receipt = ScanReceipt(
        device=actor.device,
        scan_id=scan.id,
        run=scan.run,
        seq=scan.seq,
        fingerprint=_fingerprint(screen, actor, scan),
        verdict=judged.verdict,
        code=judged.code,
        facts=judged.facts,
        left_work=key or "",
        left_version=version,
        ended=ended,
        judged_at=timezone.now(),
    )
    columns = [field for field in ScanReceipt._meta.concrete_fields if not field.primary_key]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO core_scanreceipt ({', '.join(field.column for field in columns)})"  # noqa: S608  its own names
            f" VALUES ({', '.join(['%s'] * len(columns))}) ON CONFLICT (device_id, scan_id) DO NOTHING",
            [field.get_db_prep_save(getattr(receipt, field.attname), connection) for field in columns],
        )
        if cursor.rowcount != 1:
            raise _JudgedBefore


def _fingerprint(screen: ScanScreen, actor: Actor, scan: ScanIn) -> str:
    return scan.fingerprint(actor.person.pk, f"{screen.surface}/{screen.name}")
