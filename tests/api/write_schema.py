"""Writes docs/openapi.json anew: python -m tests.api.write_schema"""

from __future__ import annotations

import os

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    from tests.api.test_schema import COPY
    from wms.api.openapi import schema_text

    COPY.write_text(schema_text(), encoding="utf-8")
