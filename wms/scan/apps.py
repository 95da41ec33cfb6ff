"""The floor's kit: raw scan to judged answer."""

from django.apps import AppConfig


class ScanConfig(AppConfig):
    """The scan kit: raw scan to typed barcode, screens as small state machines."""

    name = "wms.scan"
    label = "scan"
