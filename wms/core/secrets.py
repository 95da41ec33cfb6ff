"""Secrets at rest [M21]: text that the database only ever sees encrypted, under keys that can be rotated."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models


def encrypt(text: str) -> str:
    """`text` under the newest key; empty stays empty, so that "not set" can be seen."""
    return _keys().encrypt(text.encode()).decode() if text else ""


def decrypt(token: str) -> str:
    """What encrypt() was given, under whichever key of FIELD_KEYS made it. Raises InvalidToken for anything else."""
    return _keys().decrypt(token.encode()).decode() if token else ""


def _keys() -> MultiFernet:
    if settings.FIELD_KEYS:
        return MultiFernet([Fernet(key) for key in settings.FIELD_KEYS])
    if not settings.DEMO:
        raise ImproperlyConfigured("FIELD_KEYS is not set: nothing secret can be stored")
    derived = hashlib.sha256(b"zhunjian field key\0" + settings.SECRET_KEY.encode()).digest()
    return MultiFernet([Fernet(base64.urlsafe_b64encode(derived))])


class EncryptedTextField(models.TextField):
    """Plain text in Python, encrypted in the database. Not to be searched, sorted or shown in lists."""

    def from_db_value(self, value: str | None, expression: object, connection: object) -> str | None:
        return None if value is None else decrypt(value)

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else encrypt(str(value))
