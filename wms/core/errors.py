"""Refusals of the ground floor: people, devices, stations, settings, and values from a form."""

from __future__ import annotations

from typing import Any

from wms.core.refusals import InvalidInput, OperationRefused

Pair = tuple[str, str]


class NotAccepted(OperationRefused):
    """A value of a form breaks a rule; `field` and `rule` are pairs of words (zh-Hans, English)."""

    code = "input.not_accepted"
    http_status = 400
    fields = ("field", "rule")


class NoRowChosen(InvalidInput):
    """A bulk act of a list without a ticked row."""

    code = "list.nothing_chosen"
    fields = ()


class TooManyRowsChosen(InvalidInput):
    """A bulk act over a whole filter with more than `limit` rows."""

    code = "list.too_many_chosen"
    fields = ("limit",)


class CodeTaken(OperationRefused):
    """Another row has this code, user name or badge already; `holder` says which."""

    code = "input.taken"
    fields = ("field", "value", "holder")


class NotYours(OperationRefused):
    """The person may not change this one: it lies beyond his warehouses or his role."""

    code = "people.not_yours"
    http_status = 403


class OwnRights(OperationRefused):
    """Nobody raises, or switches off, himself."""

    code = "people.own_rights"
    http_status = 403


class LastAdministrator(OperationRefused):
    """Without this person the warehouse would have no administrator."""

    code = "people.last_administrator"
    fields = ("warehouse",)


class PersonInactive(OperationRefused):
    code = "people.inactive"
    fields = ("name",)


class NoBadge(OperationRefused):
    """A PIN belongs to a badge, and this person has none."""

    code = "people.no_badge"
    fields = ("name",)


class PasswordWrong(OperationRefused):
    """The present password, asked again, was another."""

    code = "people.password_wrong"
    http_status = 400


class PasswordWeak(OperationRefused):
    """The rules for passwords refuse it; `why` are their sentences."""

    code = "people.password_weak"
    http_status = 400
    fields = ("why",)


class LinkUsed(OperationRefused):
    """A link that was used, withdrawn, forged, or is too old."""

    code = "device.link_used"
    http_status = 410


class DeviceIsRevoked(OperationRefused):
    code = "devices.revoked"
    fields = ("device",)


class StationElsewhere(OperationRefused):
    """Station, printer and device must stand in one warehouse."""

    code = "stations.elsewhere"
    fields = ("station", "warehouse")


class StationInUse(OperationRefused):
    """Active devices work at it."""

    code = "stations.in_use"
    fields = ("station", "devices")


class BindingUnread(OperationRefused):
    """A scan that is neither a printer's nor a station's label of this warehouse."""

    code = "stations.unread"
    fields = ("text",)


class FigureOutOfBounds(OperationRefused):
    code = "settings.out_of_bounds"
    http_status = 400
    fields = ("figure", "low", "high", "unit")


class ReasonMissing(OperationRefused):
    code = "settings.reason_missing"
    http_status = 400


class StillInUse(OperationRefused):
    """A warehouse or shop that others still stand on cannot be closed; `what` is a pair of words."""

    code = "houses.in_use"
    fields = ("code", "what", "count")


class NotConfirmed(OperationRefused):
    """A dangerous switch asks for the warehouse's code, typed."""

    code = "houses.not_confirmed"
    http_status = 400
    fields = ("code",)


class PrinterElsewhere(OperationRefused):
    """The printer stands in another warehouse."""

    code = "print.elsewhere"
    fields = ("printer",)


class PrinterUnusable(OperationRefused):
    """The printer is not in use."""

    code = "print.unusable"
    fields = ("printer",)


class PrintSettled(OperationRefused):
    """The job is past that: it is being sent, is printed, or was cancelled."""

    code = "print.settled"
    fields = ("title", "state")


class PrintGone(OperationRefused):
    """The paper is no longer kept and nobody makes it anew: print it from where it came."""

    code = "print.gone"
    fields = ("title",)


class ReprintNeedsReason(OperationRefused):
    """A reprint without a reason of the list, or without words where the reason is another one."""

    code = "print.needs_reason"
    http_status = 400
    fields = ("most",)


def not_accepted(field: Pair, rule: Pair) -> NotAccepted:
    facts: dict[str, Any] = {"field": list(field), "rule": list(rule)}
    return NotAccepted(**facts)
