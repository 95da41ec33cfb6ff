"""What zone pass refuses with. Facts only; the sentences stand in wms/core/messages/."""

from __future__ import annotations

from wms.core.refusals import OperationRefused


class WrongPassPoint(OperationRefused):
    """The totes are laid at the next zone's pass point, and another place was scanned."""

    code = "pick.wrong_pass_point"
    fields = ("location", "scanned_location", "zone")
    is_wrong_scan = True


class ToteNotWaiting(OperationRefused):
    """No list that somebody could take waits for this tote."""

    code = "pick.tote_not_waiting"
    fields = ("tote",)


class OtherZone(OperationRefused):
    """The list is in a zone that this person does not pick in."""

    code = "pick.other_zone"
    fields = ("zone", "list", "person")


class NotPassedOn(OperationRefused):
    """Only a tote that was laid at a pass point can be missing there."""

    code = "pick.not_passed_on"
    fields = ("slot",)


class PickZoneInvalid(OperationRefused):
    """What was told of a zone cannot be; `problem` is a short code, `what` the place, person or rule at fault."""

    code = "pick_zone.invalid"
    http_status = 400
    fields = ("field", "problem", "what")
