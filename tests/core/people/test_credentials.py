"""PINs and passwords: shown once, kept as hashes, ended at once, and never left with the one who set them."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password
from django.test import Client

from tests.core.people.conftest import House, by, signed_in
from tests.factories.core import DeviceFactory
from wms.core.enrolment import enrol
from wms.core.errors import NoBadge, NotAccepted
from wms.core.models import AuditEntry, BadgeLock, Device
from wms.core.operations import credentials, people
from wms.core.transactions import run

pytestmark = pytest.mark.django_db
GOOD = "a-long-sentence-of-mine"


@pytest.fixture
def device(house: House) -> Device:
    return DeviceFactory(warehouse=house.here)


def floor_sign_in(device: Device, badge: str | None, pin: str) -> tuple[int, dict[str, Any], Client]:
    client = Client(headers={"Authorization": f"Device {enrol(device)}"})
    answer = client.post("/rf/signin/", json.dumps({"badge": badge, "pin": pin}), content_type="application/json")
    return answer.status_code, answer.json(), client


def test_a_drawn_pin_is_shown_once_and_works(house: House, device: Device) -> None:
    page = signed_in(house.admin).post(f"/people/{house.picker.pk}/pin/")
    pin = page.context["secret"]
    assert page["Cache-Control"] == "no-store"
    assert credentials.is_good_pin(pin)
    assert floor_sign_in(device, house.picker.badge, pin)[0] == 200
    assert pin not in json.dumps([[entry.before, entry.after] for entry in AuditEntry.objects.all()])


@pytest.mark.parametrize("pin", ["0000", "1234", "9876", "123", "12345", "12a4", "١٢٣٥"])
def test_a_pin_that_anybody_tries_first_is_refused(house: House, pin: str) -> None:
    with pytest.raises(NotAccepted):
        run(partial(credentials.set_pin, cause=by(house.admin), person_id=house.picker.pk, pin=pin))
    house.picker.refresh_from_db()
    assert house.picker.pin_hash == ""


def test_a_pin_needs_a_badge(house: House) -> None:
    house.picker.badge = None
    house.picker.save()
    with pytest.raises(NoBadge):
        run(partial(credentials.set_pin, cause=by(house.admin), person_id=house.picker.pk))


def test_a_locked_badge_is_unlocked_at_the_desk(house: House, device: Device) -> None:
    run(partial(credentials.set_pin, cause=by(house.admin), person_id=house.picker.pk, pin="2580"))
    for _ in range(5):
        floor_sign_in(device, house.picker.badge, "1111")
    assert floor_sign_in(device, house.picker.badge, "2580")[0] == 423
    client = signed_in(house.admin)
    assert device.code in client.get(f"/people/{house.picker.pk}/").content.decode()
    client.post(f"/people/{house.picker.pk}/unlock/")
    assert floor_sign_in(device, house.picker.badge, "2580")[0] == 200
    entry = AuditEntry.objects.filter(action="person.unlock").get()
    assert entry.before == {"locked_on": [device.code]}
    assert not BadgeLock.objects.exclude(locked_until=None).exists()


def test_a_deactivated_person_is_out_at_once_and_old_tokens_stay_dead(house: House, device: Device) -> None:
    run(partial(credentials.set_pin, cause=by(house.admin), person_id=house.picker.pk, pin="2580"))
    status, _answer, floor = floor_sign_in(device, house.picker.badge, "2580")
    desk = signed_in(house.manager)
    assert (status, floor.get("/rf/").status_code, desk.get("/").status_code) == (200, 200, 200)
    for person in (house.picker, house.manager):
        run(partial(people.set_active, cause=by(house.admin), person_id=person.pk, is_active=False))
    assert floor.get("/rf/").headers["Location"] == "/rf/signin/?why=person.signed_out"
    assert desk.get("/").headers["Location"].startswith("/signin/")
    run(partial(people.set_active, cause=by(house.admin), person_id=house.picker.pk, is_active=True))
    assert floor.get("/rf/").headers["Location"] == "/rf/signin/?why=person.signed_out"


def test_a_temporary_password_opens_only_the_page_that_changes_it(house: House) -> None:
    page = signed_in(house.admin).post(f"/people/{house.manager.pk}/password/", {"way": "temporary"})
    temporary = page.context["secret"]
    client = Client()
    client.post("/signin/", {"username": "manager", "password": temporary})
    for address in ("/", "/people/", "/orders/", "/me/"):
        assert client.get(address).headers["Location"] == "/password/", address
    weak = client.post("/password/", {"present": temporary, "password": "short", "again": "short"})
    assert weak.status_code == 400
    assert "密码太弱" in weak.content.decode()
    other = client.post("/password/", {"present": temporary, "password": GOOD, "again": GOOD + "x"})
    assert other.status_code == 400
    done = client.post("/password/", {"present": temporary, "password": GOOD, "again": GOOD})
    assert done.headers["Location"] == "/me/"
    assert client.get("/people/").status_code == 200
    house.manager.refresh_from_db()
    assert check_password(GOOD, house.manager.password)


def test_a_new_password_signs_out_the_other_browsers(house: House) -> None:
    house.manager.set_password(GOOD)
    house.manager.save()
    first, second = signed_in(house.manager), signed_in(house.manager)
    form = {"present": GOOD, "password": GOOD + "-two", "again": GOOD + "-two"}
    assert first.post("/password/", {**form, "present": "wrong"}).status_code == 400
    first.post("/password/", form)
    assert (first.get("/me/").status_code, second.get("/me/").status_code) == (200, 302)


def test_a_link_sets_a_password_once(house: House) -> None:
    page = signed_in(house.admin).post(f"/people/{house.manager.pk}/password/", {"way": "link"})
    link = page.context["secret"].replace("http://testserver", "")
    client = Client()
    shown = client.get(link)
    assert (shown.status_code, shown["Referrer-Policy"]) == (200, "no-referrer")
    assert client.post(link, {"password": GOOD, "again": GOOD}).headers["Location"] == "/signin/"
    assert client.get(link).status_code == 410
    assert client.post(link, {"password": GOOD, "again": GOOD}).status_code == 410
    assert client.post("/signin/", {"username": "manager", "password": GOOD}).status_code == 302
    assert client.get("/password/nobody/token/").status_code == 410


def test_ones_own_language_and_theme_are_ones_own(house: House) -> None:
    client = signed_in(house.manager)
    client.post("/me/preferences/", {"language": "en", "theme": "auto"})
    page = client.get("/me/").content.decode()
    assert "Change the password" in page
    assert 'src="/static/js/theme.js"' in page
    assert AuditEntry.objects.get().after == {"language": "en", "theme": "auto"}
    client.post("/me/preferences/", {"language": "en", "theme": "purple"})
    house.manager.refresh_from_db()
    assert house.manager.theme == "auto"
