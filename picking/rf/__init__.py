"""The scan screens of picking: on handhelds, the put wall at a station too."""

from __future__ import annotations


def register_all() -> None:
    from picking.rf.pick import PickScreen
    from picking.rf.put_back import PutBackScreen
    from picking.rf.put_wall import PutWallScreen, PutWallStation
    from wms.scan.registry import register_screen

    register_screen(PickScreen)
    register_screen(PutBackScreen)
    register_screen(PutWallScreen)
    register_screen(PutWallStation)
