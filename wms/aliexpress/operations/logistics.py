"""The shop's own say in how its parcels go."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wms.aliexpress.errors import CountryWrong, ServiceNameWrong
from wms.aliexpress.models import LogisticsRule
from wms.core import audit
from wms.core.cause import Cause
from wms.core.models import Shop

SERVICE = re.compile(r"[A-Z0-9][A-Z0-9_-]{1,59}")


def save_rule(
    *, cause: Cause, shop: Shop, preferred: Sequence[str], first_mile: str = "", hs_countries: str = ""
) -> LogisticsRule:
    """Write a shop's preferred services in order (one that stands twice counts once), and how the platform's carrier
    gets its bags (LogisticsRule.FirstMile, empty: it takes single parcels), and to which countries ("ES, FR", "*" for
    all) no waybill is made without HS codes. Audited.

    Refuses with ServiceNameWrong, CountryWrong. Locks nothing: the last one who saves is right.
    """
    codes = list(dict.fromkeys(code.strip().upper() for code in preferred if code.strip()))
    for code in codes:
        if not SERVICE.fullmatch(code):
            raise ServiceNameWrong(value=code[:60])
    countries = list(dict.fromkeys(re.findall(r"[^\s,，、;]+", hs_countries.upper())))
    for country in countries:
        if not re.fullmatch(r"[A-Z]{2}|\*", country):
            raise CountryWrong(value=country[:20])
    hs = "*" if "*" in countries else ",".join(countries)
    told = {"preferred": codes, "first_mile": first_mile, "hs_countries": hs}
    before = LogisticsRule.objects.filter(shop=shop).first()
    rule, _ = LogisticsRule.objects.update_or_create(shop=shop, defaults=told)
    audit.record(
        cause=cause,
        action="logistics.rule",
        subject=f"shop:{shop.code}",
        before={name: getattr(before, name) for name in told} if before else {},
        after=told,
        warehouse=shop.warehouse,
    )
    return rule
