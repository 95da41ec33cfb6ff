"""The floor's kit: raw scan to judged answer."""

from django.apps import AppConfig


class ScanConfig(AppConfig):
    """The scan kit: raw scan to typed barcode, screens as small state machines."""

    name = "wms.scan"
    label = "scan"

    def ready(self) -> None:
        from wms.scan.people import resolve_badge
        from wms.scan.resolvers import register

        register("badge", resolve_badge)
