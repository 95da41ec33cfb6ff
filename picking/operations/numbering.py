"""The next number of a list in a wave: lists may have left it with theirs, so that counting is not enough."""

from __future__ import annotations

from picking.models import PickList, Wave


def next_list_number(wave: Wave) -> int:
    """W261123-007-04 is the highest that was ever given: 5."""
    prefix = f"{wave.number}-"
    numbers = PickList.objects.filter(warehouse=wave.warehouse_id, number__startswith=prefix)
    given = (number.removeprefix(prefix) for number in numbers.values_list("number", flat=True))
    return max((int(number) for number in given if number.isdigit()), default=0) + 1
