"""Every refusal of the API as problem details (RFC 9457): a code, words in the caller's language, each wrong field."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpResponse
from django.utils import translation
from rest_framework import exceptions
from rest_framework.request import Request

from wms.api import errors
from wms.core.logs import facts
from wms.core.messages import WORDINGS, say
from wms.core.refusals import OperationRefused

MEDIA_TYPE = "application/problem+json"
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
OTHER_NAMES = {"max_string_length": "max_length", "no_match": "does_not_exist"}
Errors = list[dict[str, str]]


def answer(exc: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """REST framework's EXCEPTION_HANDLER. None lets a bug raise: it is a 500, and stands in the log."""
    request = context["request"]
    if isinstance(exc, exceptions.ValidationError):
        wrong = list(wrong_fields(exc.get_full_details(), getattr(exc, "place", "pointer")))
        return problem(errors.Malformed(count=len(wrong)), wrong)
    refusal = exc if isinstance(exc, OperationRefused) else _refusal_of(exc, request, context.get("view"))
    if refusal is None:
        return None
    response = problem(refusal)
    if isinstance(refusal, errors.TooManyRequests):
        response["Retry-After"] = str(refusal.facts["seconds"])
    if response.status_code == 401:
        response["WWW-Authenticate"] = 'Bearer realm="api"'
    if isinstance(refusal, errors.MethodNotThere):
        response["Allow"] = refusal.facts["allowed"]
    if isinstance(refusal, errors.BodyTooLarge | errors.LengthMissing):
        response["Connection"] = "close"  # what was announced is not read
    return response


def problem(refusal: OperationRefused, wrong: Errors | None = None) -> HttpResponse:
    """The answer to a refusal. `errors` names each wrong field by JSON pointer, each wrong parameter by its name."""
    text = json.dumps(details(refusal, wrong), ensure_ascii=False)
    # Half of a character that came in goes back as JSON writes it: \ud800.
    return HttpResponse(text.encode(errors="backslashreplace"), status=refusal.http_status, content_type=MEDIA_TYPE)


def details(refusal: OperationRefused, wrong: Errors | None = None) -> dict[str, Any]:
    language = translation.get_language() or "zh-hans"
    said = say(refusal.code, refusal.facts, language)
    told: dict[str, Any] = {
        "type": f"urn:zhunjian:problem:{refusal.code}",
        "title": said.title,
        "status": refusal.http_status,
        "detail": " · ".join(part for part in (said.note, said.act) if part),
        "code": refusal.code,
        "facts": refusal.facts,
        "request_id": str(facts().get("request_id", "")),
    }
    if wrong:
        told["errors"] = wrong
    return told


def wrong_fields(found: Any, place: str, path: str = "#") -> Iterator[dict[str, str]]:
    """REST framework's nested errors, flat."""
    if _is_leaf(found):
        yield _wrong(str(found["message"]), str(found["code"]), place, path)
    elif isinstance(found, Mapping):
        for name, inner in found.items():
            if name == "non_field_errors":
                yield from wrong_fields(inner, place, path)
            else:
                step = str(name).replace("~", "~0").replace("/", "~1")
                yield from wrong_fields(inner, place, f"{path}/{step}")
    else:
        for index, inner in enumerate(found):
            is_leaf = not isinstance(inner, Mapping) or _is_leaf(inner)
            yield from wrong_fields(inner, place, path if is_leaf else f"{path}/{index}")


def _is_leaf(found: Any) -> bool:
    """One error. Fields that are called `message` and `code` hold lists of errors."""
    return isinstance(found, Mapping) and set(found) == {"message", "code"} and isinstance(found["code"], str)


def _wrong(message: str, code: str, place: str, path: str) -> dict[str, str]:
    if code == "invalid" and path == "#":
        code = "not_an_object"
    name = OTHER_NAMES.get(code, code)
    wording = f"api.field.{name}"
    limit = NUMBER.search(message)
    known = wording in WORDINGS
    language = translation.get_language() or "zh-hans"
    detail = say(wording, {"limit": limit[0] if limit else ""}, language).title if known else message
    where = path.removeprefix("#/") if place == "parameter" else path
    return {place: where, "code": name, "detail": detail}


def _refusal_of(exc: Exception, request: Request, view: Any) -> OperationRefused | None:
    if isinstance(exc, exceptions.MethodNotAllowed):
        return errors.MethodNotThere(method=request.method, allowed=", ".join(view.allowed_methods))
    if isinstance(exc, exceptions.ParseError):
        return errors.BodyNotJson(why=str(exc.detail).removeprefix("JSON parse error - "))
    if isinstance(exc, exceptions.UnsupportedMediaType):
        return errors.MediaTypeUnknown(given=request.content_type or "–")
    if isinstance(exc, exceptions.Throttled):
        seconds = max(1, int(getattr(exc, "wait", None) or 1))
        return errors.TooManyRequests(seconds=seconds, limit=settings.API_REQUESTS_PER_MINUTE)
    if isinstance(exc, RequestDataTooBig):
        return errors.BodyTooLarge(bytes=request.META.get("CONTENT_LENGTH") or "?", limit=settings.API_BODY_MAX_BYTES)
    plain: dict[type[Exception], type[OperationRefused]] = {
        Http404: errors.NotThere,
        exceptions.NotFound: errors.NotThere,
        exceptions.NotAcceptable: errors.NotAcceptable,
        exceptions.NotAuthenticated: errors.TokenMissing,
        exceptions.AuthenticationFailed: errors.TokenUnknown,
        exceptions.PermissionDenied: errors.NotThere,
        PermissionDenied: errors.NotThere,
    }
    found = next((refusal for kind, refusal in plain.items() if isinstance(exc, kind)), None)
    return found() if found else None
