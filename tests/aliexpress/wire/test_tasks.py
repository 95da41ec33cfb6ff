"""What beat starts for the channel: new products are met, old evidence and addresses go, nothing younger does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from inventory.models import SkuBinding
from tests.aliexpress.wire.conftest import BLACK, SHOP, Wire
from wms.aliexpress import evidence
from wms.aliexpress.models import Evidence, EvidenceKey, Recipient, ShopAccount
from wms.aliexpress.sandbox import catalogue
from wms.aliexpress.tasks import pull_all_products, purge
from wms.core.cause import Cause

DAY = timedelta(days=1)


def test_products_are_met_for_every_authorised_shop_and_verified_for_none(wire: Wire) -> None:
    pull_all_products()

    assert SkuBinding.objects.count() == len(catalogue.skus(SHOP))
    assert set(SkuBinding.objects.values_list("state", flat=True)) == {"unverified"}


def test_a_shop_without_authorisation_is_left_alone(bare: Wire) -> None:
    pull_all_products()

    assert (SkuBinding.objects.count(), Evidence.objects.count()) == (0, 0)
    assert bare.sandbox.gateway.traffic.total == 0


def test_a_platform_in_trouble_does_not_fail_the_task(wire: Wire) -> None:
    wire.faults(http_500=True)

    pull_all_products()

    assert SkuBinding.objects.count() == 0


def kept_since(account: ShopAccount, age: timedelta) -> Evidence:
    moment = timezone.now() - age
    return evidence.record(
        account, "m", [BLACK], ["1"], {}, {}, f"r{age.days}", moment, moment, "ok", Cause.task("tests")
    )


def test_evidence_is_kept_180_days_and_cannot_be_changed(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "PURGE_BATCH", 2)
    old = [kept_since(wire.account, (181 + n) * DAY).pk for n in range(5)]
    young = kept_since(wire.account, 179 * DAY)
    with pytest.raises(DatabaseError):
        Evidence.objects.filter(pk=young.pk).update(code="changed")
    with pytest.raises(DatabaseError):
        Evidence.objects.filter(pk=old[0]).delete()

    purge()

    left = set(Evidence.objects.values_list("pk", flat=True))
    assert (left & set(old), young.pk in left) == (set(), True)
    assert set(EvidenceKey.objects.values_list("evidence_id", flat=True)) == {young.pk}


def test_addresses_go_with_the_evidence(wire: Wire) -> None:
    wire.sell(BLACK, 5)
    numbers = [wire.buy(), wire.buy()]
    wire.pull()
    wire.drain("orders")
    assert Recipient.objects.count() == 2
    Recipient.objects.filter(order__number=numbers[0]).update(fetched_at=timezone.now() - 181 * DAY)

    purge()

    assert [row.order.number for row in Recipient.objects.all()] == [numbers[1]]
