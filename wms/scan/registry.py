"""All screens by surface and name; each app registers its own in AppConfig.ready()."""

from __future__ import annotations

from wms.scan.screen import ScanScreen

_screens: dict[tuple[str, str], ScanScreen] = {}


def register_screen(screen: type[ScanScreen]) -> None:
    _screens[screen.surface, screen.name] = screen()


def screen_named(surface: str, name: str) -> ScanScreen | None:
    return _screens.get((surface, name))


def screens_of(surface: str) -> list[ScanScreen]:
    """In menu order."""
    return sorted(
        (screen for (where, _), screen in _screens.items() if where == surface),
        key=lambda screen: (screen.menu_order, screen.name),
    )
