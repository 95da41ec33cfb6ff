"""What the desk says: work items, lists, settings."""

from wms.core.messages.wording import NOTHING_CHANGED, STOP, Wording

WORDINGS: dict[str, Wording] = {
    "work.taken": Wording(STOP, ("{owner} 已认领", "{owner} has claimed it"), NOTHING_CHANGED),
    "work.resolved": Wording(STOP, ("已经解决了", "Resolved already"), NOTHING_CHANGED),
    "list.nothing_chosen": Wording(
        STOP, ("没有勾选", "Nothing is chosen"), NOTHING_CHANGED, ("勾选几行再按", "Tick some rows, then press again")
    ),
    "list.too_many_chosen": Wording(
        STOP,
        ("一次最多 {limit} 行", "At most {limit} rows at once"),
        NOTHING_CHANGED,
        ("先缩小筛选", "Narrow the list first"),
    ),
    "work.pack.mismatch": Wording(
        STOP,
        ("打包台查出错漏", "Wrong goods at the bench"),
        ("{order} · {parcel}", "{order} · {parcel}"),
        ("核对周转箱，查拣货", "Check the tote and how it was picked"),
    ),
}
