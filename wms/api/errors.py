"""What the API refuses with before any room is asked. Facts only; wordings in wms/core/messages/api.py."""

from __future__ import annotations

from wms.core.refusals import OperationRefused


class TokenMissing(OperationRefused):
    code = "api.token_missing"
    http_status = 401


class TokenUnknown(OperationRefused):
    code = "api.token_unknown"
    http_status = 401


class TokenExpired(OperationRefused):
    code = "api.token_expired"
    http_status = 401
    fields = ("since",)


class TokenRevoked(OperationRefused):
    code = "api.token_revoked"
    http_status = 401
    fields = ("since",)


class TokenKeeperGone(OperationRefused):
    """Who made the token and answers for it is deactivated."""

    code = "api.token_keeper_gone"
    http_status = 401


class ScopeMissing(OperationRefused):
    """The token may not do this; `scope` is what it lacks."""

    code = "api.scope_missing"
    http_status = 403
    fields = ("scope",)


class NotThere(OperationRefused):
    """No such thing, or one of a warehouse that is not the token's: nobody is told which."""

    code = "api.not_found"
    http_status = 404


class MethodNotThere(OperationRefused):
    code = "api.method"
    http_status = 405
    fields = ("method", "allowed")


class NotAcceptable(OperationRefused):
    code = "api.not_acceptable"
    http_status = 406


class BodyTooLarge(OperationRefused):
    """Refused by the size that it announces, before a byte of it is read."""

    code = "api.body_too_large"
    http_status = 413
    fields = ("bytes", "limit")


class LengthMissing(OperationRefused):
    """A body that does not say how long it is cannot be judged before it is read."""

    code = "api.length_missing"
    http_status = 411


class BodyNotJson(OperationRefused):
    code = "api.body_not_json"
    http_status = 400
    fields = ("why",)


class MediaTypeUnknown(OperationRefused):
    code = "api.media_type"
    http_status = 415
    fields = ("given",)


class Malformed(OperationRefused):
    """Fields or parameters are wrong; the problem's `errors` name each of them."""

    code = "api.malformed"
    http_status = 400
    fields = ("count",)


class KeyMissing(OperationRefused):
    """A write without an Idempotency-Key, or with one that is no key."""

    code = "api.key_missing"
    http_status = 400
    fields = ("limit",)


class KeyReused(OperationRefused):
    """The key came before, with another request."""

    code = "api.key_reused"
    http_status = 422
    fields = ("key",)


class TooManyRequests(OperationRefused):
    code = "api.too_many_requests"
    http_status = 429
    fields = ("seconds", "limit")


class CursorTooOld(OperationRefused):
    """The follower was away for longer than events are kept, or his cursor is of before a restore."""

    code = "api.cursor_too_old"
    http_status = 410
    fields = ("oldest", "days")


class ScopesMissing(OperationRefused):
    code = "api.scopes_missing"
    http_status = 400


class WarehousesMissing(OperationRefused):
    code = "api.warehouses_missing"
    http_status = 400


class ExpiryPast(OperationRefused):
    code = "api.expiry_past"
    http_status = 400


class TokenNotYours(OperationRefused):
    """A token for a warehouse that the person does not administer."""

    code = "api.token_not_yours"
    http_status = 403


class TokenIsRevoked(OperationRefused):
    code = "api.token_is_revoked"
    fields = ("name",)
