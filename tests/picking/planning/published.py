"""Sixteen picker-routing instances with their proven optima, as bare numbers, and the file that says them.

Source: Heßler & Irnich (2024), doi 10.1287/ijoc.2023.0075: aisles, cells, the depot, the cells to visit by aisle, and
the length of the shortest walk with one block and with two.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Published:
    """One instance. `cells`: "aisle:cell,cell aisle:cell"; cell 0 lies at the top."""

    name: str
    aisles: int
    cells_per_aisle: int
    depot_aisle: int
    depot_at: str
    cells: str
    optimum_one_block: int
    optimum_two_blocks: int

    def text(self) -> str:
        """The instance in the format in which it was published."""
        places = [
            (int(aisle), int(cell))
            for aisle, _, cells in (part.partition(":") for part in self.cells.split())
            for cell in cells.split(",")
        ]
        articles = range(len(places))
        lines = [
            f"NAME : {self.name}",
            "LAYOUT : single-block",
            f"NUM_AISLES : {self.aisles}",
            f"NUM_CELLS : {self.cells_per_aisle}",
            f"DEPOT_AISLE : {self.depot_aisle}",
            f"DEPOT_LOCATION : {self.depot_at}",
            "DISTANCE_AISLE_TO_AISLE : 3",
            *(f"DISTANCE_{what} : 1" for what in ("CELL_TO_CELL", "TOP_TO_CELL", "BOTTOM_TO_CELL")),
            "DISTANCE_TOP_OR_BOTTOM_TO_DEPOT : 0",
            "ARTICLE_SECTION",
            *(f"ID {article}" for article in articles),
            "SKU_SECTION",
            *(f"ID {article} AISLE {aisle} CELL {cell}" for article, (aisle, cell) in enumerate(places)),
            "ORDER_SECTION",
            f"NUM_ARTICLES : {len(places)}",
            *(f"ID {article} QUANTITY 1" for article in articles),
            "EOF",
        ]
        return "\n".join(lines)


PUBLISHED = [
    Published("unit_F1_m5_C30_a3_0", 5, 30, 4, "bottom", "0:16 2:22 3:27", 74, 60),
    Published("unit_F1_m5_C60_a7_7", 5, 60, 0, "top", "0:54 1:45,47 3:38 4:8,44,51", 206, 190),
    Published(
        "unit_F1_m5_C180_a15_14",
        5,
        180,
        0,
        "top",
        "0:25,106,128,145,147 1:43 2:43,68,142 3:125,139 4:87,134,158,171",
        770,
        626,
    ),
    Published(
        "unit_F1_m5_C30_a30_21",
        5,
        30,
        3,
        "bottom",
        "0:6,8,11,13,15 1:2,6,8,13,14,22,24 2:0,2,3,8,13,15,21,22,24 3:1,3,15,18 4:0,10,23,24,25",
        180,
        162,
    ),
    Published("unit_F1_m10_C60_a3_3", 10, 60, 6, "top", "2:40 6:25 8:14", 188, 120),
    Published("unit_F1_m10_C180_a7_10", 10, 180, 7, "bottom", "1:174 2:71 3:169 5:70 7:135 8:96 9:66", 810, 388),
    Published(
        "unit_F1_m10_C30_a15_17",
        10,
        30,
        9,
        "bottom",
        "1:8,12 2:5,8,13,26 3:16 4:17,28 5:16 7:23 8:1,27 9:17,23",
        242,
        178,
    ),
    Published(
        "unit_F1_m10_C60_a30_24",
        10,
        60,
        4,
        "bottom",
        "0:37,57 1:9,31,32 2:10,47 3:2,18,28 4:5,31,43,52 5:4,29,33,36,40 6:34,50 7:0,20,24,31,40 8:7,22,56 9:20",
        604,
        428,
    ),
    Published("unit_F1_m25_C180_a3_6", 25, 180, 5, "bottom", "0:137 3:104 12:6", 460, 434),
    Published("unit_F1_m25_C30_a7_13", 25, 30, 18, "top", "3:5,18 4:25 8:28 14:29 17:17 24:9", 224, 204),
    Published(
        "unit_F1_m25_C60_a15_20",
        25,
        60,
        6,
        "top",
        "0:54 1:38 2:10,52 5:4 6:24 7:57 11:8 14:36 16:42 21:29 22:4,24 23:43 24:39",
        616,
        432,
    ),
    Published(
        "unit_F1_m25_C180_a30_2",
        25,
        180,
        23,
        "bottom",
        "2:77,128 3:65,106 4:22,159 5:132,160 7:18 9:69,112 11:10,90 13:83,162,164 14:105,149 "
        "15:101,149 17:28,167 18:9,98 19:19 20:124 22:166 24:2,21,71",
        2198,
        1340,
    ),
    Published("unit_F1_m50_C30_a3_9", 50, 30, 20, "top", "3:25 12:0 32:6", 238, 228),
    Published("unit_F1_m50_C60_a7_16", 50, 60, 31, "top", "6:52 13:42 18:17 19:0 27:10 39:33 41:40", 448, 382),
    Published(
        "unit_F1_m50_C180_a15_23",
        50,
        180,
        41,
        "top",
        "0:172 11:21,79 26:145 27:59 31:47 33:15,22,142 35:4 36:158 38:3 39:43 42:10 47:118",
        1240,
        1122,
    ),
    Published(
        "unit_F1_m50_C30_a30_5",
        50,
        30,
        11,
        "top",
        "3:14 8:15 11:17 12:14 14:24 15:1 18:11,24 20:3 21:20 24:12 26:16,28 27:14,28 29:28 31:21,24 "
        "32:19 33:26 34:26 35:12 36:19,28 38:10 40:16 41:2 42:0 45:9 46:21",
        756,
        508,
    ),
]
