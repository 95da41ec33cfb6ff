"""What the desk says: work items, lists, settings."""

from wms.core.messages.wording import NOTHING_CHANGED, STOP, Wording

WORDINGS: dict[str, Wording] = {
    "work.taken": Wording(STOP, ("{owner} 已认领", "{owner} has claimed it"), NOTHING_CHANGED),
    "work.resolved": Wording(STOP, ("已经解决了", "Resolved already"), NOTHING_CHANGED),
    "work.pack.mismatch": Wording(
        STOP,
        ("打包台查出错漏", "Wrong goods at the bench"),
        ("{order} · {parcel}", "{order} · {parcel}"),
        ("核对周转箱，查拣货", "Check the tote and how it was picked"),
    ),
}
