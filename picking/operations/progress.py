"""A wave's own state follows its lists and orders; told by message, so that no scan waits for another at its row."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from inventory.operations.handling_units import free_handling_unit
from picking.locks import lock_wave
from picking.models import Order, PickList, PickSlot, PickTask, Wave
from picking.states import ENDED, WAVE_MOVES, PickListState, WaveState
from wms.core.cause import Cause
from wms.core.states import move_to

WAVE_PROGRESS = "wave.progress"


def settle_wave(*, cause: Cause, wave_id: int) -> str:
    """Bring a wave to where its lists are, and free totes that stayed empty. Locks the wave, then handling units."""
    wave = lock_wave(wave_id)
    if wave.state not in {WaveState.RELEASED, WaveState.PICKING, WaveState.SORTED}:
        return wave.state
    states = set(PickList.objects.filter(wave=wave).values_list("state", flat=True))
    now = timezone.now()
    if states & {PickListState.PICKING, PickListState.PICKED}:
        wave.started_at = wave.started_at or now
    if states & {PickListState.OPEN, PickListState.PICKING}:
        _to(wave, WaveState.PICKING if wave.started_at or wave.state == WaveState.SORTED else WaveState.RELEASED)
    else:
        wave.finished_at = wave.finished_at or now
        _to(wave, WaveState.SORTED)
        if not Order.objects.filter(wave=wave).exclude(state__in=ENDED).exists():
            _to(wave, WaveState.CLOSED)
    wave.save()
    _free_empty_totes(cause, wave)
    return wave.state


def _to(wave: Wave, state: str) -> None:
    if wave.state != state:
        move_to(wave, state, WAVE_MOVES)


def _free_empty_totes(cause: Cause, wave: Wave) -> None:
    """Slots of ended walks into which nothing went: their order was cancelled or found nothing."""
    over = [PickListState.PICKED, PickListState.CANCELLED]
    kept = {"released_at": None, "is_wall": False}
    slots = PickSlot.objects.filter(pick_list__wave=wave, pick_list__state__in=over, **kept)
    slots = slots.filter(Q(is_tote_known=False) | Q(pick_list__zone__isnull=False))
    filled = PickTask.objects.filter(slot__in=slots, picked__gt=0).values("slot")
    for slot in slots.exclude(pk__in=filled).order_by("handling_unit"):
        slot.released_at = timezone.now()
        slot.save(update_fields=["released_at"])
        if slot.handling_unit_id is not None:
            free_handling_unit(cause=cause, handling_unit_id=slot.handling_unit_id)
