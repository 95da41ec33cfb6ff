"""The handheld screens of picking."""

from __future__ import annotations


def register_all() -> None:
    from picking.rf.pick import PickScreen
    from picking.rf.put_back import PutBackScreen
    from wms.scan.registry import register_screen

    register_screen(PickScreen)
    register_screen(PutBackScreen)
