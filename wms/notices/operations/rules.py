"""Rules: which notices go to whom and where. Each change is audited with all that it says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wms.core.audit import record
from wms.core.cause import Cause
from wms.core.errors import not_accepted
from wms.core.fields import WORDS, clean_choice, clean_text
from wms.core.models import Person, Shop, Warehouse
from wms.core.states import Role
from wms.notices.catalogue import CATALOGUE
from wms.notices.errors import RuleAcross, RuleLeadsNowhere
from wms.notices.models import Channel, Rule
from wms.notices.operations.reach import demand_reach
from wms.notices.states import Severity

NAME_LIMIT, LONGEST_MINUTES = 40, 10_080


def keep_rule(
    *,
    cause: Cause,
    rule: Rule | None,
    name: str,
    warehouse: Warehouse | None,
    shop: Shop | None,
    kinds: Sequence[str],
    least_severity: int,
    channels: Sequence[Channel],
    roles: Sequence[str],
    people: Sequence[Person],
    sends_mail: bool,
    after_minutes: int,
    is_active: bool = True,
) -> Rule:
    """Make a rule, or change one.

    Refuses with NotAccepted, RuleAcross (a place, shop or channel beyond the person's or the rule's reach),
    RuleLeadsNowhere (no channel, role or person).
    """
    demand_reach(cause, warehouse, *([rule.warehouse] if rule else []))
    _demand_inside(warehouse, shop, channels)
    if not channels and not roles and not people:
        raise RuleLeadsNowhere
    if not 0 <= after_minutes <= LONGEST_MINUTES:
        raise not_accepted(WORDS["minutes"], (f"0 到 {LONGEST_MINUTES}", f"0 to {LONGEST_MINUTES}"))
    values: dict[str, Any] = {
        "name": clean_text("title", name, NAME_LIMIT),
        "warehouse": warehouse,
        "shop": shop,
        "kinds": [clean_choice("kind", code, CATALOGUE) for code in dict.fromkeys(kinds)],
        "least_severity": int(clean_choice("severity", str(least_severity), [str(one) for one in Severity.values])),
        "roles": [clean_choice("role", code, Role.values) for code in dict.fromkeys(roles)],
        "sends_mail": sends_mail,
        "after_minutes": after_minutes,
        "is_active": is_active,
    }
    before = told_of(rule) if rule else {}
    if rule is None:
        rule = Rule.objects.create(**values)
    else:
        for column, value in values.items():
            setattr(rule, column, value)
        rule.save(update_fields=list(values))
    rule.channels.set(channels)
    rule.people.set(people)
    _keep(cause, "notice.rule_changed" if before else "notice.rule_made", rule, before, told_of(rule))
    return rule


def drop_rule(*, cause: Cause, rule: Rule) -> None:
    """Take a rule away. Refuses with RuleAcross."""
    demand_reach(cause, rule.warehouse)
    _keep(cause, "notice.rule_dropped", rule, told_of(rule), {})
    rule.delete()


def told_of(rule: Rule) -> dict[str, Any]:
    """What a rule says, as the audit keeps it."""
    return {
        "name": rule.name,
        "warehouse": rule.warehouse.code if rule.warehouse else "*",
        "shop": rule.shop.code if rule.shop else "",
        "kinds": list(rule.kinds),
        "severity": Severity(rule.least_severity).name.lower(),
        "channels": sorted(rule.channels.values_list("name", flat=True)),
        "roles": list(rule.roles),
        "people": sorted(rule.people.values_list("username", flat=True)),
        "mail": rule.sends_mail,
        "after_minutes": rule.after_minutes,
        "is_active": rule.is_active,
    }


def _demand_inside(warehouse: Warehouse | None, shop: Shop | None, channels: Sequence[Channel]) -> None:
    """A rule names shops and channels of its own warehouse, or channels of every one."""
    places = {channel.warehouse_id for channel in channels} - {None}
    if warehouse is None:
        return
    if places - {warehouse.pk} or (shop is not None and shop.warehouse_id != warehouse.pk):
        raise RuleAcross


def _keep(cause: Cause, action: str, rule: Rule, before: dict[str, Any], after: dict[str, Any]) -> None:
    subject = f"notice_rule:{rule.pk}"
    record(cause=cause, action=action, subject=subject, before=before, after=after, warehouse=rule.warehouse)
