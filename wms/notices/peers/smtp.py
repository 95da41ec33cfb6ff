"""Django's way to a mail server, which also knows whether the server may have a mail's text."""

from __future__ import annotations

import smtplib
from typing import Any

from django.core.mail.backends.smtp import EmailBackend


class _Noticing:
    """Only a mail's text, with its final dot, is sent as bytes; commands are sent as words."""

    has_text = False

    def send(self, s: Any) -> None:
        self.has_text = self.has_text or isinstance(s, bytes)
        super().send(s)  # type: ignore[misc]  # smtplib's


class _Plain(_Noticing, smtplib.SMTP):
    pass


class _Encrypted(_Noticing, smtplib.SMTP_SSL):
    pass


class Backend(EmailBackend):
    """For EMAIL_BACKEND."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _Encrypted if self.use_ssl else _Plain

    @property
    def may_have_arrived(self) -> bool:
        """False: what broke, broke before the server could take the mail, so that a second try makes no second mail."""
        return getattr(self.connection, "has_text", False)
