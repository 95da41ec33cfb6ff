"""What picking refuses with. Facts only; the sentences stand in wms/core/messages/."""

from __future__ import annotations

from typing import Any

from wms.core.refusals import OperationRefused


class OrderInvalid(OperationRefused):
    """The order as told cannot be an order; `problem` is a short code."""

    code = "order.invalid"
    http_status = 400
    fields = ("order", "problem")


class ManualOrderInvalid(OperationRefused):
    """[M1] A manual order that cannot be taken in; `problem` is a short code, `value` what was told."""

    code = "order.manual_invalid"
    http_status = 400
    fields = ("problem", "value")


class OrderUnknown(OperationRefused):
    code = "order.unknown"
    http_status = 404
    fields = ("order",)


class OrderAlreadyShipped(OperationRefused):
    """[M4] After handover nothing can be intercepted here any more."""

    code = "order.already_shipped"
    fields = ("order",)


class OrderNotReady(OperationRefused):
    """The order is not at the stage that this step needs; `state` is where it is [M1]."""

    code = "order.not_ready"
    fields = ("order", "state")


class RouteImpossible(OperationRefused):
    """[M3] The warehouse that was chosen cannot send all of the order."""

    code = "order.route_impossible"
    fields = ("order", "warehouse")


class RoutingInvalid(OperationRefused):
    """A routing rule that cannot work; `problem` is a short code."""

    code = "order.routing_invalid"
    http_status = 400
    fields = ("warehouse", "problem")


class OrderCancelled(OperationRefused):
    """[M4] The buyer has cancelled: the goods stop here."""

    code = "order.cancelled"
    fields = ("order",)


class OrderOnTheFloor(OperationRefused):
    """A wave has it already, or it is over: too late to hold it back."""

    code = "order.on_the_floor"
    fields = ("order", "state")


class OrderHeldAlready(OperationRefused):
    """Something else holds it (`hold`), which must be settled first."""

    code = "order.held_already"
    fields = ("order", "hold")


class OrderNotHeld(OperationRefused):
    """Nobody has held it back: what holds it otherwise ends by itself."""

    code = "order.not_held"
    fields = ("order",)


class NothingLacks(OperationRefused):
    """The order is not short of anything: it goes on whole, as it is."""

    code = "part.nothing_lacks"
    fields = ("order",)


class NothingThere(OperationRefused):
    """Of what the order needs not one unit is there."""

    code = "part.nothing_there"
    fields = ("order",)


class PartSealed(OperationRefused):
    """The order is sealed, or has left: `state` tells which."""

    code = "part.sealed"
    fields = ("order", "state")


class PlatformShips(OperationRefused):
    """Every line of the order is sent by the platform's own warehouse."""

    code = "part.platform_ships"
    fields = ("order",)


class PartFrozen(OperationRefused):
    """The channel lets nothing of the order leave now; `hold` is its word."""

    code = "part.frozen"
    fields = ("order", "hold")


class NoRest(OperationRefused):
    """Nothing else of this order has left or is on its way: without it the whole order would end."""

    code = "part.no_rest"
    fields = ("order",)


class HoldReasonMissing(OperationRefused):
    code = "order.hold_reason"
    http_status = 400
    fields = ("limit",)


class NothingToWave(OperationRefused):
    code = "wave.nothing_to_do"
    fields = ("warehouse",)


class WaveLeaseLost(OperationRefused):
    """Somebody else builds this wave now: what this builder still held is rolled back."""

    code = "wave.lease_lost"
    fields = ("wave",)


class WaveAlreadyStarted(OperationRefused):
    code = "wave.already_started"
    fields = ("wave",)


class WaveOver(OperationRefused):
    """The wave has ended: closed, or cancelled. `state` is where it is."""

    code = "wave.over"
    fields = ("wave", "state")


class WaveBuilding(OperationRefused):
    """The wave is still being made; only cancelling it can come before that ends."""

    code = "wave.building"
    fields = ("wave",)


class WaveChanged(OperationRefused):
    """What was chosen is no longer as it was shown: a picker has begun one of the lists, or it moved."""

    code = "wave.changed"
    fields = ("wave",)


class NothingChosen(OperationRefused):
    """No list was chosen, or every one: nothing would be left of the wave."""

    code = "wave.nothing_chosen"
    fields = ("wave",)


class WavesUnlike(OperationRefused):
    """Two waves of different kinds or carriers are packed differently and stay apart."""

    code = "wave.unlike"
    fields = ("wave", "other")


class NotAPicker(OperationRefused):
    """The person may not pick in this warehouse."""

    code = "wave.not_a_picker"
    fields = ("person",)


class WalkNotUnderWay(OperationRefused):
    """Nobody walks this list (any more)."""

    code = "wave.nobody_walks"
    fields = ("list",)


class WaveRuleInvalid(OperationRefused):
    """The rule as told contradicts itself; `problem` is a short code, `what` names what stands against it."""

    code = "wave_rule.invalid"
    http_status = 400
    fields = ("field", "problem", "what")

    def __init__(self, *, what: str = "", **facts: Any) -> None:
        super().__init__(what=what, **facts)
