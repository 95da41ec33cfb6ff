"""What the channel refuses, as data."""

from __future__ import annotations

from wms.core.refusals import OperationRefused


class ResyncNeedsPerson(OperationRefused):
    """[M14] Only a person's Re-sync closes a breaker, never an automatic retry."""

    code = "stock_sync.needs_person"
    http_status = 403
    fields = ("shop",)


class NothingChosen(OperationRefused):
    """A bulk act without a row."""

    code = "stock_sync.nothing_chosen"
    http_status = 400


class PaperTooBig(OperationRefused):
    """[M18] `limit` in megabytes."""

    code = "onboarding.too_big"
    http_status = 400
    fields = ("name", "limit")


class PaperWrongKind(OperationRefused):
    """Neither PDF nor JPG nor PNG, by its first bytes."""

    code = "onboarding.wrong_kind"
    http_status = 400
    fields = ("name",)


class PaperDateWrong(OperationRefused):
    code = "onboarding.date"
    http_status = 400
    fields = ("value",)


class GatewayPlainText(OperationRefused):
    """[M21] HTTPS only; plain HTTP is for a sandbox on this machine, where the setting allows it."""

    code = "platform.plain_text"
    http_status = 400
    fields = ("address",)


class GatewayAddressWrong(OperationRefused):
    code = "platform.address"
    http_status = 400
    fields = ("address",)


class SellerChanged(OperationRefused):
    """A token of another seller: the account's orders and stock would be mixed with somebody else's."""

    code = "platform.seller_changed"
    fields = ("shop",)


class AuthorisationRefused(OperationRefused):
    """The platform gave no token; `reason` is its code."""

    code = "platform.no_token"
    fields = ("shop", "reason")


class AuthorisationStateWrong(OperationRefused):
    """The platform sent somebody back whom this browser did not send there."""

    code = "platform.state"
    http_status = 400


class ShopHasAccount(OperationRefused):
    """The shop is connected to another application or seller; an account is never silently replaced."""

    code = "platform.shop_taken"
    fields = ("shop",)


class NoStandIn(OperationRefused):
    """An address can only be unmasked with the stand-in that the order's details bring."""

    code = "platform.no_stand_in"
    http_status = 409
    fields = ("order",)


class ProfileNotChecked(OperationRefused):
    """[M10] A shop's stock goes by another method only after a dry run of it has passed, not long ago."""

    code = "platform.profile_unchecked"
    http_status = 409
    fields = ("shop", "profile")


class ShopElsewhere(OperationRefused):
    """The code belongs to a shop of another warehouse or another channel; it is not told which."""

    code = "platform.shop_elsewhere"
    fields = ("shop",)


class ConnectFieldWrong(OperationRefused):
    """A field of the form that connects a shop is missing or has another shape."""

    code = "platform.connect_field"
    http_status = 400
    fields = ("field",)


class CountryWrong(OperationRefused):
    """A country is two capitals."""

    code = "logistics.country"
    http_status = 400
    fields = ("value",)


class ServiceNameWrong(OperationRefused):
    """A logistics service is named as the platform names it: capitals, digits, underlines."""

    code = "logistics.service"
    http_status = 400
    fields = ("value",)


class PlatformUnreachable(OperationRefused):
    """A person's request could not be served now; `reason` is the failure's code. Nothing was changed."""

    code = "platform.unreachable"
    http_status = 503
    fields = ("shop", "reason")
