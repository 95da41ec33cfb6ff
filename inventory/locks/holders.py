"""Balances together with the allocations that they carry: the shelf wins over both (PROTOCOLS 1)."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from inventory.locks.allocations import lock_allocations_at
from inventory.locks.balances import BalanceKey, BalanceMissing, insert_balances, lock_all, sortable
from inventory.models import Allocation, StockBalance
from inventory.states import HELD_STATES
from wms.core.transactions import unit_of_work

TRIES = 100


class HoldersKeepChanging(Exception):
    """A storm, or balances whose `allocated` is wrong (check_ledger tells): the holders never matched the balance."""


class _HolderMissed(Exception):
    pass


def lock_balances_with_holders(
    keys: Iterable[BalanceKey], *, also: Iterable[BalanceKey] = ()
) -> tuple[dict[BalanceKey, StockBalance], dict[int, list[Allocation]]]:
    """The balances, and by balance id the allocations that they carry: allocations first, as everywhere.

    `also` are locked with them, in one pk order, without their holders: what the transaction will need after these. A
    placement that slips in between the two shows in the balance's own `allocated`. The savepoint then gives both
    locks back and they are taken anew: an allocation must never be locked after a balance.
    """
    wanted = set(keys)
    everything = sorted({*wanted, *also}, key=sortable)
    for _ in range(TRIES):
        try:
            with suppress(_HolderMissed), unit_of_work():
                return _lock_with_holders(wanted, everything)
        except BalanceMissing:
            insert_balances(everything)
    raise HoldersKeepChanging(everything)


def _lock_with_holders(
    wanted: set[BalanceKey], everything: list[BalanceKey]
) -> tuple[dict[BalanceKey, StockBalance], dict[int, list[Allocation]]]:
    """Raises _HolderMissed, BalanceMissing. No savepoint in here: who waits for a row that was locked in a released
    one waits for the whole transaction, also when the savepoint around it has given the row back."""
    holders: dict[int, list[Allocation]] = {}
    for allocation in lock_allocations_at(sorted(wanted, key=sortable), HELD_STATES):
        holders.setdefault(allocation.balance_id or 0, []).append(allocation)
    balances = lock_all(everything) if everything else {}
    for key in wanted:
        held = sum(holder.quantity for holder in holders.get(balances[key].pk, []))
        if held != balances[key].allocated:
            raise _HolderMissed
    return balances, holders
