"""Views of a list are kept under a name, by the person who uses them."""

from __future__ import annotations

from wms.core.models import Person, SavedView, Warehouse
from wms.core.refusals import InvalidInput

NAME_LIMIT, QUERY_LIMIT = 40, 1000


def save_view(
    *,
    person: Person,
    warehouse: Warehouse,
    list_key: str,
    name: str,
    query: str,
    is_default: bool = False,
    is_shared: bool = False,
) -> SavedView:
    """Keep a list's address under a name; the same name again replaces it. One default a person, list and warehouse.

    Refuses with InvalidInput: a name that is empty or longer than 40, an address longer than 1,000. Locks nothing.
    """
    name = " ".join(name.split())
    if not name:
        raise InvalidInput(field="name", problem="empty")
    if len(name) > NAME_LIMIT:
        raise InvalidInput(field="name", problem="too_long")
    if len(query) > QUERY_LIMIT or len(list_key) > NAME_LIMIT:
        raise InvalidInput(field="query", problem="too_long")
    mine = SavedView.objects.filter(person=person, warehouse=warehouse, list_key=list_key)
    if is_default:
        mine.filter(is_default=True).update(is_default=False)
    view, _ = SavedView.objects.update_or_create(
        person=person,
        warehouse=warehouse,
        list_key=list_key,
        name=name,
        defaults={"query": query, "is_default": is_default, "is_shared": is_shared},
    )
    return view


def drop_view(*, person: Person, view_id: int) -> bool:
    """Forget one of the person's own views; anybody else's stays. Whether there was one."""
    return bool(SavedView.objects.filter(pk=view_id, person=person).delete()[0])
