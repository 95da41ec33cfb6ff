"""Refusals of the kit itself: what can be wrong with a scan before any flow looks at it."""

from __future__ import annotations

from wms.core.refusals import OperationRefused


class UnknownCode(OperationRefused):
    code = "scan.unknown"
    fields = ("raw", "expected")
    is_wrong_scan = True


class WrongKind(OperationRefused):
    """A known code of a kind that this step does not take; `found` is its label."""

    code = "scan.wrong_kind"
    fields = ("raw", "expected", "kind", "found")
    is_wrong_scan = True


class Ambiguous(OperationRefused):
    """The text stands for several things; `choices` are their labels."""

    code = "scan.ambiguous"
    fields = ("raw", "choices")


class BadCheckCharacter(OperationRefused):
    code = "scan.check_character"
    fields = ("raw",)


class InputMethodOn(OperationRefused):
    code = "scan.input_method"
    fields = ("raw",)


class TooLong(OperationRefused):
    code = "scan.too_long"
    fields = ("limit",)


class UnknownCommand(OperationRefused):
    code = "scan.unknown_command"
    fields = ("command", "expected")


class NothingToUndo(OperationRefused):
    code = "scan.nothing_to_undo"


class ScreenUnknown(OperationRefused):
    """A queued scan of a screen that is no longer there: told as data, so that the queue goes on."""

    code = "scan.screen_unknown"
    http_status = 404


class StaleScan(OperationRefused):
    """The screen that the person saw is no longer the present one."""

    code = "scan.stale"


class ChainBroken(OperationRefused):
    """Scanned ahead of an answer that turned out otherwise: nobody acts on an instruction that he has not seen."""

    code = "scan.chain_broken"


class ScanTooLate(OperationRefused):
    code = "scan.too_late"


class ScanParked(OperationRefused):
    code = "scan.parked"


class ScanGap(OperationRefused):
    """An earlier scan of this device has not arrived. Not final: no receipt."""

    code = "scan.gap"
    fields = ("missing_from",)


class ScanConflict(OperationRefused):
    """The same id or number with another content. Not final: no receipt."""

    code = "scan.conflict"


class DeviceUnknown(OperationRefused):
    code = "device.unknown"
    http_status = 401


class DeviceRevoked(OperationRefused):
    code = "device.revoked"
    http_status = 401


class SignedOut(OperationRefused):
    code = "person.signed_out"
    http_status = 401


class NoRights(OperationRefused):
    code = "person.no_rights"
    http_status = 403


class UnknownBadge(OperationRefused):
    code = "person.unknown_badge"
    http_status = 401


class WrongPin(OperationRefused):
    code = "person.wrong_pin"
    http_status = 401
    fields = ("left",)


class BadgeLocked(OperationRefused):
    code = "person.badge_locked"
    http_status = 423
    fields = ("minutes",)
