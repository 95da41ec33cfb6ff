"""The failure table: each code of the reference, where it leads, and that nothing unclear is taken for a no."""

import pytest

from wms.aliexpress.failures import UNKNOWN_BAN_SECONDS, FailureKind, PlatformFailure, failure_of

K = FailureKind


def failure(code: str, *, text: str = "", kind: str = "", sub_code: str = "", sub_text: str = "") -> PlatformFailure:
    return failure_of(code, text, kind=kind, sub_code=sub_code, sub_text=sub_text, request_id="r-1")


@pytest.mark.parametrize(
    ("code", "kind", "sub_code", "expected"),
    [
        ("IncompleteSignature", "ISV", "", K.UNAUTHORISED),
        ("IllegalAccessToken", "ISV", "", K.UNAUTHORISED),
        ("IllegalRefreshToken", "ISV", "", K.UNAUTHORISED),
        ("InvalidCode", "ISP", "", K.UNAUTHORISED),
        ("InvalidAppkey", "ISV", "", K.UNAUTHORISED),
        ("InvalidAppKey", "ISV", "", K.UNAUTHORISED),
        ("AppWhiteIpLimit", "ISV", "", K.BLOCKED),
        ("InsufficientPermission", "ISV", "", K.BLOCKED),
        ("InvalidApiPath", "ISV", "", K.BLOCKED),
        ("InvalidTimestamp", "ISV", "", K.BLOCKED),
        ("AUTH_TYPE_UNSUPPORTED", "ISV", "", K.UNAUTHORISED),
        ("25", "", "", K.UNAUTHORISED),
        ("26", "", "", K.UNAUTHORISED),
        ("27", "", "", K.UNAUTHORISED),
        ("29", "", "", K.UNAUTHORISED),
        ("15", "ISP", "isv.invalid-authorization", K.UNAUTHORISED),
        ("15", "ISP", "isv.account-migration-check-fail", K.UNAUTHORISED),
        ("ApiCallLimit", "ISV", "", K.LIMITED),
        ("AppCallLimit", "ISV", "", K.LIMITED),
        ("7", "", "accesscontrol.limited-by-app-access-count", K.LIMITED),
        ("7", "", "accesscontrol.limited-by-api-access-count", K.LIMITED),
        ("7", "", "accesscontrol.limited-by-app-api-access-count", K.LIMITED),
        ("MissingParameter", "ISV", "", K.REFUSED),
        ("InvalidParameter", "ISV", "", K.REFUSED),
        ("40", "", "", K.REFUSED),
        ("41", "", "", K.REFUSED),
        ("15", "ISP", "isv.insufficient-permission", K.REFUSED),
        ("15", "ISP", "isv.invalid-parameter", K.REFUSED),
        ("15", "ISP", "isp.service-unavailable", K.BUSY),
        ("15", "ISP", "InternalError", K.BUSY),
        ("15", "ISP", "", K.BUSY),
        ("50", "", "", K.BUSY),
        ("ServiceTimeout", "ISP", "", K.BUSY),
        ("ServiceUnavailable", "ISP", "", K.BUSY),
        ("UnknownSystemError", "SYSTEM", "", K.BUSY),
        ("NeverHeardOf", "SYSTEM", "", K.BUSY),
        ("NeverHeardOf", "ISV", "", K.REFUSED),
    ],
)
def test_each_code_has_its_kind(code: str, kind: str, sub_code: str, expected: FailureKind) -> None:
    found = failure(code, kind=kind, sub_code=sub_code)

    assert (found.kind, found.code, found.request_id) == (expected, sub_code or code, "r-1")


@pytest.mark.parametrize(
    ("code", "text", "sub_code", "sub_text", "seconds"),
    [
        ("ApiCallLimit", "Api access frequency exceeds the limit. this ban will last 1 seconds", "", "", 2.0),
        ("ApiCallLimit", "Api access frequency exceeds the limit. this ban will last 0 seconds", "", "", 1.0),
        ("7", "App Call Limited", "accesscontrol.limited-by-app-access-count",
         "This ban will last for 3600 more seconds", 3601.0),
        ("7", "App Call Limited", "", "This ban will last for 5 more seconds", 6.0),
        ("AppCallLimit", "quota used up", "", "", UNKNOWN_BAN_SECONDS),
    ],
)  # fmt: skip
def test_a_ban_lasts_as_long_as_the_platform_says_and_a_second_more(
    code: str, text: str, sub_code: str, sub_text: str, seconds: float
) -> None:
    found = failure(code, text=text, sub_code=sub_code, sub_text=sub_text)

    assert (found.kind, found.seconds) == (K.LIMITED, seconds)


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        (K.NOT_SENT, "retry"),
        (K.UNCLEAR, "unknown"),
        (K.BUSY, "unknown"),
        (K.LIMITED, "banned"),
        (K.UNAUTHORISED, "unauthorised"),
        (K.REFUSED, "judged"),
    ],
)
def test_a_write_is_only_repeated_blindly_when_it_certainly_was_not_sent(kind: FailureKind, outcome: str) -> None:
    assert PlatformFailure(kind, "x").push_outcome == outcome


@pytest.mark.parametrize(
    ("code", "may_help"),
    [("IllegalAccessToken", True), ("27", True), ("26", True), ("IncompleteSignature", False), ("InvalidCode", False)],
)
def test_only_a_refused_access_token_is_worth_a_refresh(code: str, may_help: bool) -> None:
    assert failure(code, kind="ISV").is_token is may_help
