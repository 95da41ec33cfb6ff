"""Every page comes with a strict policy and keeps to it: no inline script, no inline style, no inline handler."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings

from tests.rights import LETTERS
from tests.rights.test_rights import ALL, DESK, World
from wms.core.middleware import CONTENT_SECURITY_POLICY, lets_forms_lead_to
from wms.core.models import Assignment

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class Inline(HTMLParser):
    """Collects what the policy forbids."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "style" or (tag == "script" and "src" not in given and given.get("type") != "application/json"):
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            is_link = name in {"href", "src", "action", "formaction"}
            runs = is_link and (value or "").strip().startswith("javascript:")
            if runs or name == "style" or name.startswith(("on", "hx-on")):
                self.found.append(f"<{tag} {name}={value!r}>")


def inline_parts(text: str) -> list[str]:
    parser = Inline()
    parser.feed(text)
    return parser.found


@pytest.fixture
def world(db: None) -> World:
    return World()


def answers(world: World) -> Iterator[tuple[str, Any]]:
    """Each address as somebody who may open it: (name, the answer to a GET)."""
    device, stranger = world.at_device(), Client(raise_request_exception=False)
    for name, value in device.cookies.items():
        device.client.cookies[name] = value
    for one in ALL:
        client = world.people[LETTERS[one.expected[0]]].client if one in DESK else device.client
        yield one.full_name, client.get(one.with_values(world.own))
        if one.expected == "open" or one in DESK[:3]:
            yield f"{one.full_name}, a stranger", stranger.get(one.with_values(world.own))


def test_every_answer_carries_the_headers_and_no_page_has_an_inline_part(world: World) -> None:
    wrong: dict[str, object] = {}
    pages = 0
    for name, answer in answers(world):
        if name == "aliexpress:shops":  # its form ends at the platform's page
            assert answer.headers["Content-Security-Policy"].startswith(CONTENT_SECURITY_POLICY.partition("form")[0])
            continue
        missing = {key: answer.headers.get(key) for key, value in HEADERS.items() if answer.headers.get(key) != value}
        if missing == {"Referrer-Policy": "no-referrer"}:  # stricter: a page whose address is a secret
            missing = {}
        if missing or "camera=()" not in answer.headers.get("Permissions-Policy", ""):
            wrong[name] = missing
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            pages += 1
            if parts := inline_parts(b"".join(answer).decode()):
                wrong[name] = parts[:5]
    assert wrong == {}
    assert pages > len(ALL) // 3


def test_the_administrators_site_keeps_to_it_too(world: World) -> None:
    boss = world.people[LETTERS["A"]].client
    Assignment.objects.filter(person=boss.session["_auth_user_id"]).update(warehouse=None)
    sku = world.own["sku_id"]
    for path in ("/admin/", "/admin/inventory/", "/admin/inventory/sku/?q=1", f"/admin/inventory/sku/{sku}/change/"):
        answer = boss.get(path, follow=True)
        assert answer.status_code == 200, path
        assert answer.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
        assert inline_parts(answer.content.decode()) == [], path


def test_files_and_what_is_not_there_carry_the_headers(client: Client) -> None:
    for path, status in (("/static/css/desk.css", 200), ("/static/img/products/clip.svg", 200)):
        answer = client.get(path)
        assert answer.status_code == status
        assert answer.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    missing = client.get("/not/there/")
    assert (missing.status_code, missing.headers["Content-Security-Policy"]) == (404, CONTENT_SECURITY_POLICY)


def test_the_policy_leaves_no_hole() -> None:
    given = dict(part.strip().split(" ", 1) for part in CONTENT_SECURITY_POLICY.split(";"))
    assert given["default-src"] == "'none'"
    for directive in ("script-src", "style-src", "connect-src", "form-action", "frame-ancestors"):
        assert given[directive] == "'self'", directive
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "object-src" not in given  # falls back to 'none'


@pytest.mark.parametrize(
    "text",
    ["<style>a{}</style>", "<script>1</script>", '<p style="x">', '<a href=" javascript:1">', '<b onclick="x">'],
)
def test_an_inline_part_is_found(text: str) -> None:
    assert len(inline_parts(text)) == 1


def test_behind_https_browsers_are_told_to_stay_there(client: Client, db: None) -> None:
    with override_settings(SECURE_HSTS_SECONDS=31536000, SECURE_HSTS_INCLUDE_SUBDOMAINS=True, SECURE_HSTS_PRELOAD=True):
        told = Client().get("/signin/", secure=True).headers["Strict-Transport-Security"]
    assert told == "max-age=31536000; includeSubDomains; preload"
    assert "Strict-Transport-Security" not in client.get("/signin/").headers


def test_only_the_shops_page_may_lead_a_form_to_the_platform_and_only_there() -> None:
    gateways = ["https://api-sg.aliexpress.com/oauth/authorize?x=1", "https://api-sg.aliexpress.com/other"]
    policy = lets_forms_lead_to(HttpResponse(), gateways).headers["Content-Security-Policy"]
    assert "form-action 'self' https://api-sg.aliexpress.com; frame" in policy
    assert policy.replace(" https://api-sg.aliexpress.com", "") == CONTENT_SECURITY_POLICY
