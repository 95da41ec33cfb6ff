"""What the bench shows at each step: the sign, the units as cards, the order beside them, what comes next."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone

from packing.models import BenchTote, Parcel, ParcelLine, Waybill
from packing.operations.singles import tote_of
from packing.selectors.benches import units_left_over, waiting_in, waiting_skus
from packing.selectors.carriers import own_carrier
from packing.selectors.parcels import lines_of, missing_totes, recent_units, shown_job, shown_waybill
from packing.selectors.ready import ready_orders
from packing.states import LookState, ParcelState, WaybillState
from packing.station.prints import (
    BACK,
    REASON_ACTIONS,
    PrintView,
    print_actions,
    print_view,
    printer_of,
    printer_trouble,
)
from picking.selectors.orders import refunded_goods
from wms.core.messages import WORDINGS, say
from wms.scan.screen import Action, Actor, Pair, View

SECONDS_TO_WAIT = 2.5
SECONDS_TO_PARK = 8
TITLE = ("打包核对", "Pack and verify")
CARDS = 24  # above this many units the bench shows lines with counts

UNDO = Action("Backspace", "UNDO", ("撤回上一扫", "Undo last scan"), "undo")
MISSING = Action("F4", "MISSING", ("少货", "Units missing"), "warning")
PARK = Action("Escape", "PARK", ("放下本单", "Set aside"), "pause")
RETRY = Action("F5", "RETRY", ("再问平台", "Ask again"), "sync")
RENUMBER = Action("F4", "RENUMBER", ("换单号", "Change the number"), "sync")


def pack_view(actor: Actor, parcel: Parcel | None, step: str) -> View:
    """The view of the pack screen; `data` holds what a person reads off it."""
    if parcel is None:
        ready = ready_orders(actor.warehouse)
        data = {"ready": [{"order": row.number, "tote": row.tote, "orders": row.orders} for row in ready]}
        return View(title=TITLE, detail={"ready": ready, **printer_detail(actor)}, data=data)
    lines = [line for line in lines_of(parcel) if line.quantity]
    waybill = None if parcel.state == ParcelState.OPEN else shown_waybill(parcel)  # asked for once all is verified
    is_own = waybill is not None and waybill.is_own
    done, units = sum(line.verified for line in lines), sum(line.quantity for line in lines)
    following = following_line(parcel, lines)
    totes = missing_totes(parcel) if parcel.totes_missing else []
    job = shown_job(parcel, waybill) if waybill and not is_own and step in {"close", "reprint"} else None
    shown = print_view(actor, job) if job else None
    waiting = waits_for(parcel, waybill) != "" or (shown is not None and shown.is_under_way)
    detail = {
        **printer_detail(actor),
        "print": shown,
        "totes": totes,
        "parcel": parcel,
        "order": parcel.order,
        "lines": lines,
        "cards": cards(lines, following) if units <= CARDS else [],
        "following": following,
        "waybill": waybill,
        "failure": failure_words(actor, waybill),
        "label_url": label_url(parcel, waybill),
        "own": own_carrier(parcel.warehouse_id, waybill.carrier) if waybill and is_own else None,
        "log": recent_units(parcel),
        "look": look_words(parcel),
        "waits_for": waits_for(parcel, waybill),
        "may_park_after_seconds": SECONDS_TO_PARK,
        "due_at": parcel.order.due_at,
        "refunded": refunded_goods(parcel.order_id) if step == "return" else [],
    }
    data = {
        "order": parcel.order.number,
        "tote": parcel.tote.barcode,
        "lines": [{"sku": ln.sku.code, "quantity": ln.quantity, "verified": ln.verified} for ln in lines],
        "waybill": waybill.number if waybill and waybill.state == WaybillState.READY else "",
        "label_url": label_url(parcel, waybill),
        "missing_totes": totes,
        "serial_of": following.sku.code if following is not None and step == "serial" else "",
        "is_blocked": parcel.is_blocked,
        "hazard": step in {"intercept", "return"},
        "waiting": waiting,
        "news": shown.news if shown else "",
    }
    return View(
        title=TITLE,
        subtitle=parcel.order.number,
        done=done,
        total=units,
        prompt=(f"扫 {totes[0]}", f"Scan {totes[0]}") if totes and following is None else None,
        actions=actions(step, shown, is_own=is_own),
        detail=detail,
        data=data,
    )


def following_line(parcel: Parcel, lines: list[ParcelLine]) -> ParcelLine | None:
    """The unit in hand whose serial is asked; else the next one that the parcel lacks."""
    lacking = [line for line in lines if line.verified < line.quantity]
    in_hand = [line for line in lacking if line.sku_id == parcel.serial_sku_id]
    return next(iter(in_hand or lacking), None)


def unit_view(actor: Actor, work: BenchTote) -> View:
    """A bulk tote on the bench: what waits in it, and the next order by the clock."""
    tote = tote_of(work)
    units = waiting_in(work)
    skus = waiting_skus(units)
    left = units_left_over(work)
    return View(
        title=TITLE,
        subtitle=tote.code,
        actions=(MISSING, PARK),
        detail={"step": "unit", "tote": tote, "units": units, "skus": skus, "next": units[0], "left_over": left},
        data={
            "tote": tote.barcode,
            "left": len(units),
            "orders": [unit.number for unit in units],
            "skus": [{"sku": row.sku.code, "units": row.units} for row in skus],
            "left_over": left,
        },
    )


def printer_detail(actor: Actor) -> dict[str, Any]:
    """Where labels come out here, and what ails that printer; the parcel's own record waits for neither."""
    printer = printer_of(actor)
    return {"printer": printer, "printer_said": printer_trouble(actor, printer)}


def actions(step: str, shown: PrintView | None, *, is_own: bool) -> tuple[Action, ...]:
    return {
        "verify": (UNDO, MISSING, PARK),
        "serial": (UNDO, PARK),
        "label": (RETRY, PARK),
        "number": (RETRY, PARK),
        "close": (RENUMBER, PARK) if is_own else (*print_actions(shown), PARK),
        "reprint": (*REASON_ACTIONS, BACK),
        "intercept": (PARK,),
        "return": (PARK,),
    }.get(step, ())


def cards(lines: list[ParcelLine], following: ParcelLine | None) -> list[dict[str, Any]]:
    """One card a unit: done, the next one, or to come."""
    found = []
    for line in lines:
        for position in range(line.quantity):
            is_next = line is following and position == line.verified
            state = "done" if position < line.verified else "next" if is_next else "todo"
            found.append({"sku": line.sku, "state": state})
    return found


def label_url(parcel: Parcel, waybill: Waybill | None) -> str:
    is_ready = waybill is not None and waybill.state == WaybillState.READY and not waybill.is_own
    return reverse("packing:label", args=[parcel.pk]) if is_ready else ""


def failure_words(actor: Actor, waybill: Waybill | None) -> str:
    """Why there is no waybill: our words for it, else the platform's code."""
    code = waybill.failure if waybill else ""
    return say(code, {}, actor.language).title if code in WORDINGS else code


def waits_for(parcel: Parcel, waybill: Waybill | None) -> str:
    """What the page asks progress for: "waybill", "label", "look", or nothing."""
    if parcel.state == ParcelState.VERIFIED and waybill is not None:
        if waybill.state == WaybillState.REQUESTED:
            return "waybill"
        if waybill.state == WaybillState.CREATED:
            return "label"
    return "look" if parcel.look_state == LookState.PENDING and parcel.state == ParcelState.OPEN else ""


def look_words(parcel: Parcel) -> Pair:
    """The truth about the last look, with its age (UI.md 1.9)."""
    if parcel.look_state == LookState.PENDING:
        return ("正在问平台", "Asking the platform")
    if parcel.look_state == LookState.FAILED or parcel.looked_at is None:
        return ("平台没答复", "The platform did not answer")
    if parcel.order.channel_stop:
        return ("平台：先别发", "Platform: stop")
    seconds = int((timezone.now() - parcel.looked_at).total_seconds())
    if parcel.look_state == LookState.CANCELLED:
        return ("平台：已取消", "Platform: cancelled")
    return (f"平台 {seconds} 秒前：未取消", f"Platform, {seconds} s ago: stands")
