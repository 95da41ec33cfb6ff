"""What is said about floors that the planner cannot walk as they are set."""

from wms.core.messages.wording import STOP, Wording

PROBLEMS: dict[str, dict[str, tuple[str, str]]] = {
    "floor_plan.invalid": {
        "one_alone": ("至少两条，或留空", "Two at least, or none"),
        "too_many": ("超过系统上限", "More than the system carries"),
        "no_length": ("路线两端不能相同", "A way needs two different ends"),
        "aisle_unknown": ("本层没有这条巷道", "No place of this floor lies in such an aisle"),
        "taken": ("重名", "Another one has this name"),
        "one_cost": ("秒数和米数填一个", "Seconds or metres: one of them"),
        "same_point": ("两端是同一点", "Both ends are the same point"),
        "walls": ("越过了对面的墙", "Beyond the wall opposite"),
        "places_beyond": ("墙外还有库位", "Places lie beyond it"),
        "unknown": ("不在选项里", "Not one of the choices"),
    },
    "layout.impossible": {
        "unknown_aisle": ("本层没有巷道 {aisle}", "This floor has no aisle {aisle}"),
        "no_distance": ("移动 0 毫米，等于没动", "A move of 0 mm is no move"),
        "overlap": ("{aisle} 会压到 {other}", "{aisle} would stand on {other}"),
        "leaves_floor": ("{aisle} 会出墙", "{aisle} would go through the wall"),
        "no_bays": ("那里往后没有货架", "No bay stands from there on"),
        "bays_collide": ("会撞上前面的货架", "They would run into the bays before them"),
        "cross_inside": (
            "会压到设定的横通道或画出的路线，先移开它",
            "They would stand on a set cross aisle or a drawn way: move that first",
        ),
        "at_origin": (
            "有库位会落在原点 (0, 0)，等于没量过",
            "A place would lie at (0, 0), which means not measured",
        ),
        "bays_leave": ("货架会出墙", "The bays would go through the wall"),
    },
}

WORDINGS: dict[str, Wording] = {
    "floor_plan.invalid": Wording(
        STOP,
        ("楼层设置有矛盾", "The floor contradicts itself"),
        ("{problem}", "{problem}"),
        ("改好再存", "Correct it and save again"),
    ),
    "layout.impossible": Wording(
        STOP, ("放不下", "No room there"), ("{problem}", "{problem}"), ("改距离再试", "Try another distance")
    ),
    "planning.place_without_coordinates": Wording(
        STOP, ("库位没有坐标", "Places without coordinates"), None, ("补库位坐标", "Enter the coordinates")
    ),
    "planning.place_unreachable": Wording(
        STOP,
        ("库位在通道之外", "Places beyond every aisle and way"),
        None,
        ("核对坐标，或改横通道", "Check the coordinates, or the cross aisles"),
    ),
    "planning.place_on_island": Wording(
        STOP,
        ("库位走不到，或有去无回", "No way leads there and back"),
        ("楼层 {floor}", "Floor {floor}"),
        ("加电梯、楼梯，或改单行巷道", "Add a lift or stair, or change the one-way aisles"),
    ),
    "planning.aisles_overlap": Wording(
        STOP,
        ("两条巷道占同一块地", "Two aisles share floor"),
        ("{aisle} 与 {other}", "{aisle} and {other}"),
        ("核对这两条巷道的 X", "Check the X of both aisles"),
    ),
    "planning.layout_empty": Wording(
        STOP, ("没有一个库位有坐标", "No place has coordinates"), None, ("补库位坐标", "Enter the coordinates")
    ),
    "planning.too_few_cross_aisles": Wording(
        STOP, ("只有一条横通道", "One cross aisle alone"), None, ("至少两条，或留空", "Two at least, or none")
    ),
    "planning.too_many_cross_aisles": Wording(
        STOP,
        ("横通道太多", "Too many cross aisles"),
        ("{cross_aisles} 条", "{cross_aisles} of them"),
        ("核对横通道", "Check the cross aisles"),
    ),
    "planning.too_many_crossings": Wording(
        STOP,
        ("路口太多，算不了", "Too many crossings to plan with"),
        ("最多 {limit} 个", "{limit} at most"),
        ("减少横通道或路线", "Fewer cross aisles or ways"),
    ),
    "planning.end_unreachable": Wording(
        STOP,
        ("从起点走不到终点", "No way leads from the start to the end and back"),
        ("{floor} → {end_floor}", "{floor} → {end_floor}"),
        ("加电梯、楼梯，或移终点", "Add a lift or stair, or move the end"),
    ),
    "planning.floor_unknown": Wording(
        STOP,
        ("没有这个楼层", "No such floor"),
        ("{floor}", "{floor}"),
        ("改电梯的楼层，或给库区写上楼层", "Correct the connector, or give a zone this floor"),
    ),
    "planning.aisle_unknown": Wording(
        STOP,
        ("没有这条巷道", "No such aisle"),
        ("{aisle}", "{aisle}"),
        ("从单行巷道里去掉", "Take it out of the one-way aisles"),
    ),
}
