"""Reads everything, writes nothing of others."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "wms.reports"
    label = "reports"
