"""The shop's own say in how its parcels go."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wms.aliexpress.errors import ServiceNameWrong
from wms.aliexpress.models import LogisticsRule
from wms.core import audit
from wms.core.cause import Cause
from wms.core.models import Shop

SERVICE = re.compile(r"[A-Z0-9][A-Z0-9_-]{1,59}")


def save_rule(*, cause: Cause, shop: Shop, preferred: Sequence[str], first_mile: str = "") -> LogisticsRule:
    """Write a shop's preferred services in order (one that stands twice counts once), and how the platform's carrier
    gets its bags (LogisticsRule.FirstMile, empty: it takes single parcels). Audited.

    Refuses with ServiceNameWrong. Locks nothing: the last one who saves is right.
    """
    codes = list(dict.fromkeys(code.strip().upper() for code in preferred if code.strip()))
    for code in codes:
        if not SERVICE.fullmatch(code):
            raise ServiceNameWrong(value=code[:60])
    before = LogisticsRule.objects.filter(shop=shop).first()
    rule, _ = LogisticsRule.objects.update_or_create(shop=shop, defaults={"preferred": codes, "first_mile": first_mile})
    audit.record(
        cause=cause,
        action="logistics.rule",
        subject=f"shop:{shop.code}",
        before={"preferred": before.preferred if before else [], "first_mile": before.first_mile if before else ""},
        after={"preferred": codes, "first_mile": first_mile},
        warehouse=shop.warehouse,
    )
    return rule
