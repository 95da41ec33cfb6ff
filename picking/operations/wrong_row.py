"""The same wrong scan three times in a row: a lead looks, before the walk goes on (design/UI.md, rf/wrong-item)."""

from __future__ import annotations

from django.db.models import Case, F, IntegerField, Value, When

from picking.locks import walks_of
from picking.models import PickEvent, PickList
from picking.operations.walk import keep
from picking.selectors.walks import WRONG_IN_A_ROW
from picking.states import PickEventKind
from picking.walk_errors import NotALead
from wms.core.cause import Cause
from wms.core.models import Assignment, Person
from wms.core.states import Role

LEADS = (Role.MANAGER, Role.ADMINISTRATOR)


def count_wrong_scan(*, person_id: int, warehouse_id: int, code: str) -> None:
    """One more wrong scan of this kind in a row of a person's walk; another kind begins anew. One statement.

    The version rises with the one that stops the walk. The caller holds the walk, if there is one.
    """
    same = When(wrong_code=code, then=F("wrong_scans") + 1)
    stops = When(wrong_code=code, wrong_scans=WRONG_IN_A_ROW - 1, then=F("work_version") + 1)
    walks_of(person_id, warehouse_id).update(
        work_version=Case(stops, default=F("work_version"), output_field=IntegerField()),
        wrong_scans=Case(same, default=Value(1), output_field=IntegerField()),
        wrong_code=code,
    )


def let_go_on(*, cause: Cause, walk: PickList, lead_id: int) -> Person:
    """A lead's badge was scanned: the walk goes on, and who let it is kept.

    Refuses with pick.not_a_lead. The caller holds the walk.
    """
    lead = Person.objects.get(pk=lead_id)
    places = Assignment.objects.filter(person=lead, role__in=LEADS)
    if not places.filter(warehouse=walk.warehouse_id).exists() and not places.filter(warehouse=None).exists():
        raise NotALead(person=lead.name)
    facts = {"lead": lead.pk, "name": lead.name, "code": walk.wrong_code, "scans": walk.wrong_scans}
    PickEvent.objects.create(pick_list=walk, kind=PickEventKind.LEAD, facts=facts, **cause.columns)
    walk.wrong_code, walk.wrong_scans = "", 0
    keep(walk, cause)
    return lead
