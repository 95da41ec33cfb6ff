"""A flow of the tests' own: count pieces of one thing, `goal` at most, then a place ends it."""

from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "tests.scan.kit"
    label = "kit"

    def ready(self) -> None:
        from tests.scan.kit.screen import CountScreen
        from wms.scan.registry import register_screen

        register_screen(CountScreen)
