"""Every promised order can say why it is in no wave, however waves are made."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from picking.models import LeftOut, WaveRule
from picking.operations.left_out import explain_unruled
from picking.selectors.board import why_not
from picking.tasks import generate
from tests.picking.conftest import Floor


def test_waves_by_the_clock_tell_the_orders_that_no_rule_takes(floor: Floor) -> None:
    floor.put("A01-01-01", 0, 9)
    order = floor.order((0, 2))
    WaveRule.objects.update(classes=["mixed"])
    generate()
    assert why_not(order.pk) == {"code": "left_out.no_rule", "facts": {"carrier": order.carrier}}


def test_what_is_told_already_is_not_written_again(floor: Floor) -> None:
    floor.put("A01-01-01", 0, 9)
    told, moved = floor.order((0, 2)), floor.order((0, 2))
    WaveRule.objects.update(classes=["mixed"])
    explain_unruled(warehouse=floor.warehouse)
    moved.carrier = "OTHER"
    moved.save()
    first = LeftOut.objects.get(order=told).seen_at
    explain_unruled(warehouse=floor.warehouse)
    assert LeftOut.objects.get(order=told).seen_at == first
    assert LeftOut.objects.get(order=moved).facts == {"carrier": "OTHER"}


def test_an_order_that_no_rule_has_looked_at_yet_says_so(floor: Floor) -> None:
    floor.put("A01-01-01", 0, 9)
    order = floor.order((0, 2))
    WaveRule.objects.update(last_run_at=timezone.now(), schedule_seconds=timedelta(hours=1).seconds)
    generate()
    assert not LeftOut.objects.exists()
    assert why_not(order.pk) == {"code": "left_out.not_yet", "facts": {}}
