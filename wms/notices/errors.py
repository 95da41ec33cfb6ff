"""Refusals of the notices' room."""

from __future__ import annotations

from wms.core.refusals import OperationRefused


class ChannelAddressWrong(OperationRefused):
    """No address of the web."""

    code = "notice.address_wrong"
    http_status = 400
    fields = ("address",)


class ChannelPlainText(OperationRefused):
    """HTTPS only [M21]."""

    code = "notice.plain_text"
    http_status = 400
    fields = ("address",)


class ChannelAddressForbidden(OperationRefused):
    """A machine of the house, or a name that can only be one."""

    code = "notice.address_forbidden"
    http_status = 400
    fields = ("address",)


class ChannelInUse(OperationRefused):
    """Rules name the channel."""

    code = "notice.channel_in_use"
    fields = ("channel", "rules")


class RuleLeadsNowhere(OperationRefused):
    """No channel, no role, no person."""

    code = "notice.rule_leads_nowhere"
    http_status = 400


class RuleAcross(OperationRefused):
    """A rule for every warehouse, by somebody who is not administrator of all; or a channel or shop of another one."""

    code = "notice.rule_across"
    http_status = 403


class QuietHalf(OperationRefused):
    """Quiet hours have a beginning and an end, and they differ."""

    code = "notice.quiet_half"
    http_status = 400


class MailWrong(OperationRefused):
    code = "notice.mail_wrong"
    http_status = 400
    fields = ("mail",)
