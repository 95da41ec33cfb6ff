"""Who calls: a token in the Authorization header, nothing else; and what it may do, by scope."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from wms.api.errors import ScopeMissing, TokenMissing, TokenUnknown
from wms.api.models import ApiToken
from wms.api.selectors.tokens import token_of
from wms.core.logs import bind, facts
from wms.core.transactions import unit_of_work

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
USED_EVERY = timedelta(minutes=1)  # `last_used_at` is written once a minute at most: reading must not mean writing


class Integrator:
    """Who stands behind a token, as far as the framework wants to know. The token itself is `request.auth`."""

    is_authenticated = True
    is_active = True

    def __init__(self, token: ApiToken) -> None:
        self.pk = f"token-{token.pk}"


class BearerToken(BaseAuthentication):
    """`Authorization: Bearer zjt_…`. A session of the desk proves nothing here."""

    def authenticate(self, request: Request) -> tuple[Integrator, ApiToken]:
        kind, _, text = request.headers.get("Authorization", "").partition(" ")
        if not kind:
            raise TokenMissing
        if kind.lower() != "bearer" or not text.strip():
            raise TokenUnknown
        token = token_of(text.strip(), timezone.now())
        bind(token=token.prefix)
        _note_use(token, str(facts().get("request_id", "")))
        return Integrator(token), token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class HasScope(BasePermission):
    """The view's `read_scope` for safe methods, its `write_scope` for the others; "" lets every token in."""

    def has_permission(self, request: Request, view: Any) -> bool:
        token: ApiToken | None = request.auth  # type: ignore[assignment]
        if token is None:
            raise TokenMissing
        scope = view.read_scope if request.method in SAFE else view.write_scope
        if scope and scope not in token.scopes:
            raise ScopeMissing(scope=str(scope))
        return True


def _note_use(token: ApiToken, request_id: str) -> None:
    now = timezone.now()
    if token.last_used_at is not None and now - token.last_used_at < USED_EVERY:
        return
    with unit_of_work():
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now, last_request=request_id)
