"""The base of every view of the API: language, request id, size before reading, warehouses, strict parameters."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.decorators import method_decorator
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import conditional_page
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request

from wms.api.errors import BodyTooLarge, LengthMissing
from wms.api.models import ApiToken
from wms.api.paging import LARGEST_KEY, wrong_parameter
from wms.api.selectors.tokens import warehouses_of
from wms.core.cause import Cause
from wms.core.logs import facts
from wms.core.models import Warehouse

PAGE_PARAMETERS = frozenset({"limit", "cursor", "newest"})


@method_decorator(conditional_page, name="dispatch")
class Door(GenericAPIView):
    """One address. `read_scope` and `write_scope` are what its token needs; `own` are further parameters it reads."""

    read_scope: ClassVar[str] = ""
    write_scope: ClassVar[str] = ""
    own: ClassVar[frozenset[str]] = frozenset()
    is_list: ClassVar[bool] = False
    filterset_class: ClassVar[Any] = None
    http_method_names = ["get", "head", "post", "put", "patch", "delete"]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        translation.activate(language_of(request._request))  # ChosenLanguage puts back what was before
        refuse_large(request._request)
        super().initial(request, *args, **kwargs)
        self.refuse_unknown_parameters(request)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer.headers.setdefault("Content-Language", translation.get_language() or "zh-hans")  # a repeat has its own
        answer.headers.setdefault("Cache-Control", "private, no-cache")
        patch_vary_headers(answer, ["Accept-Language", "Authorization"])
        return answer

    @property
    def token(self) -> ApiToken:
        return self.request.auth  # type: ignore[return-value]

    @property
    def cause(self) -> Cause:
        """Each change tells the token and the request that made it; its keeper counts as the person."""
        told = f"token {self.token.prefix} · request {facts().get('request_id', '')}"
        return Cause(source="api", person=self.token.keeper, reference=told)

    def houses(self) -> QuerySet[Warehouse]:
        return warehouses_of(self.token)

    def refuse_unknown_parameters(self, request: Request) -> None:
        """A parameter that nobody reads would be a filter that silently does nothing."""
        known = set(self.own)
        if self.is_list and request.method in {"GET", "HEAD"}:
            known |= PAGE_PARAMETERS | set(getattr(self.filterset_class, "base_filters", ()))
        for name in request.query_params:
            if name not in known:
                raise wrong_parameter(name, "unknown_parameter")

    def get_object(self) -> Any:
        if int(self.kwargs["pk"]) > LARGEST_KEY:
            raise Http404
        return super().get_object()


def language_of(request: HttpRequest) -> str:
    """The first of Accept-Language that we speak, else Chinese; cookies say nothing here."""
    for wanted, _weight in parse_accept_lang_header(request.META.get("HTTP_ACCEPT_LANGUAGE", "")):
        if wanted == "*":
            break
        if wanted.split("-")[0] in {"zh", "en"}:
            return "zh-hans" if wanted.startswith("zh") else "en"
    return settings.LANGUAGE_CODE


def refuse_large(request: HttpRequest) -> None:
    """Refuses with BodyTooLarge, LengthMissing by the headers alone."""
    announced = request.META.get("CONTENT_LENGTH") or ""
    if not announced and request.META.get("HTTP_TRANSFER_ENCODING"):
        raise LengthMissing
    size = int(announced) if announced.isdigit() else 0
    if size > settings.API_BODY_MAX_BYTES:
        raise BodyTooLarge(bytes=size, limit=settings.API_BODY_MAX_BYTES)
