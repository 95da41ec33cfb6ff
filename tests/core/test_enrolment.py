"""A link enrols one browser, once, for a quarter of an hour, and can be withdrawn."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories.core import DeviceFactory
from wms.core.enrolment import LINK_LIFE, enrolment_link, hash_token
from wms.core.models import AuditEntry, Device
from wms.scan.session import DEVICE_COOKIE

pytestmark = pytest.mark.django_db


def test_a_link_makes_a_browser_the_device_once(client: Client) -> None:
    device = DeviceFactory()
    link = enrolment_link(device)
    page = client.get(link)
    assert (page.status_code, device.code in page.content.decode()) == (200, True)
    assert client.post(link).status_code == 302
    device.refresh_from_db()
    assert device.token_hash == hash_token(client.cookies[DEVICE_COOKIE].value)
    assert AuditEntry.objects.get().subject == f"device:{device.code}"
    again = Client().post(link)
    assert (again.status_code, DEVICE_COOKIE in again.cookies) == (410, False)


def test_a_link_lives_for_a_quarter_of_an_hour(client: Client) -> None:
    device = DeviceFactory()
    link = enrolment_link(device)
    assert timedelta(minutes=15) == LINK_LIFE
    Device.objects.update(link_until=timezone.now() - timedelta(seconds=1))
    assert client.get(link).status_code == 410
    assert client.post(link).status_code == 410


def test_a_newer_link_and_a_revoked_device_end_a_link(client: Client) -> None:
    device = DeviceFactory()
    first, second = enrolment_link(device), enrolment_link(device)
    assert [client.get(first).status_code, client.get(second).status_code] == [410, 200]
    Device.objects.update(is_active=False)
    assert client.get(second).status_code == 410


def test_only_the_hash_of_a_link_is_kept() -> None:
    device = DeviceFactory()
    link = enrolment_link(device)
    token = link.split("/")[2]
    assert token not in str(Device.objects.filter(pk=device.pk).values().get())
