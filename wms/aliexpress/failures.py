"""Everything that can go wrong with one call, sorted by what may be done next.

PlatformFailure
  kind NOT_SENT      no connection: certainly not applied, try again
       UNCLEAR       sent, no (whole, readable) answer: a write may have been applied, look before repeating it
       BUSY          the platform's own trouble (isp.*, SYSTEM): as unclear for a write, try a read again
       LIMITED       a ban for `seconds`, for the whole application
       BLOCKED       address list, permission of one method, clock: passes by itself when its cause is gone (blocks.py)
       UNAUTHORISED  token, signature, application: only a new authorisation helps
       REFUSED       the platform has judged the request and said no: never repeated blindly
"""

from __future__ import annotations

import re
from enum import StrEnum


class FailureKind(StrEnum):
    NOT_SENT = "not_sent"
    UNCLEAR = "unclear"
    BUSY = "busy"
    LIMITED = "limited"
    BLOCKED = "blocked"
    UNAUTHORISED = "unauthorised"
    REFUSED = "refused"


TOKEN_CODES = frozenset({"IllegalAccessToken", "27", "26"})
UNAUTHORISED_CODES = TOKEN_CODES | {
    "IncompleteSignature", "IllegalRefreshToken", "InvalidCode", "InvalidAppkey", "InvalidAppKey",
    "AUTH_TYPE_UNSUPPORTED", "25", "29",
}  # fmt: skip
BLOCKED_CODES = frozenset(
    {"AppWhiteIpLimit", "InsufficientPermission", "InvalidApiPath", "InvalidTimestamp", "22", "31"}
)
LIMIT_CODES = frozenset({"ApiCallLimit", "AppCallLimit"})
BUSY_CODES = frozenset({"ServiceTimeout", "ServiceUnavailable", "UnknownSystemError", "InternalError", "50"})
UNAUTHORISED_SUB_CODES = frozenset(
    {"isv.invalid-authorization", "isv.account-migration-check-fail", "isv.invalid-session"}
)
LIMIT_SUB_CODE = "accesscontrol.limited-by"
BAN_SECONDS = re.compile(r"last (?:for )?(\d+)")
UNKNOWN_BAN_SECONDS = 60.0
NO_SLOT = "throttle.no_slot"  # ours: no slot while there was time to send, so this request was not made


class PlatformFailure(Exception):
    """One call failed. `code` is the platform's own code, or `transport.*` / `answer.*` of ours."""

    def __init__(
        self, kind: FailureKind, code: str, text: str = "", *, request_id: str = "", seconds: float = 0.0
    ) -> None:
        self.kind, self.code, self.text, self.request_id, self.seconds = kind, code, text, request_id, seconds
        super().__init__(f"{kind} {code} {text}"[:300])

    @property
    def is_token(self) -> bool:
        """The access token was refused: a refresh may help."""
        return self.kind == FailureKind.UNAUTHORISED and self.code in TOKEN_CODES

    @property
    def push_outcome(self) -> str:
        """What a write may conclude (gateway.PushAnswer): never "retry" for what may have been applied."""
        if self.code == NO_SLOT:
            return "unasked"
        return {
            FailureKind.NOT_SENT: "retry",
            FailureKind.LIMITED: "banned",
            FailureKind.BLOCKED: "blocked",
            FailureKind.UNAUTHORISED: "unauthorised",
            FailureKind.REFUSED: "judged",
        }.get(self.kind, "unknown")

    @property
    def read_outcome(self) -> str:
        """As push_outcome, for what changes nothing: without an answer there is nothing to be unsure of."""
        return "retry" if self.push_outcome == "unknown" else self.push_outcome


def failure_of(code: str, text: str, *, kind: str, sub_code: str, sub_text: str, request_id: str) -> PlatformFailure:
    """The failure that an error answer stands for. `kind` is the platform's ISV | ISP | SYSTEM, empty on legacy ones.

    The sub code tells more than the code; it is what people search for, so it becomes the failure's code.
    """
    told = f"{text} {sub_text}".strip()
    if code in LIMIT_CODES or sub_code.startswith(LIMIT_SUB_CODE) or (code == "7" and "limit" in told.lower()):
        found = BAN_SECONDS.search(told)
        seconds = float(found.group(1)) + 1.0 if found else UNKNOWN_BAN_SECONDS
        return PlatformFailure(FailureKind.LIMITED, sub_code or code, told, request_id=request_id, seconds=seconds)
    return PlatformFailure(_kind(code, kind, sub_code), sub_code or code, told, request_id=request_id)


def _kind(code: str, kind: str, sub_code: str) -> FailureKind:
    if code in UNAUTHORISED_CODES or sub_code in UNAUTHORISED_SUB_CODES:
        return FailureKind.UNAUTHORISED
    if code in BLOCKED_CODES:
        return FailureKind.BLOCKED
    if sub_code.startswith("isv."):
        return FailureKind.REFUSED
    if sub_code.startswith("isp.") or sub_code in BUSY_CODES or code in BUSY_CODES or kind in ("ISP", "SYSTEM"):
        return FailureKind.BUSY
    return FailureKind.REFUSED
