"""Notices by mail: plain and HTML, one message a person, the same Message-ID at every try."""

from __future__ import annotations

import smtplib
import ssl
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.utils import translation

from wms.notices.letters import Letter
from wms.notices.outcomes import SENT, Outcome, failed, retry, unclear
from wms.notices.peers.smtp import Backend

TOO_LATE = (smtplib.SMTPServerDisconnected, OSError)


def is_set_up() -> bool:
    return bool(settings.EMAIL_HOST)


def message_of(letter: Letter, to: str) -> EmailMultiAlternatives:
    """What is sent to `to`. No line break gets into its head: facts are foreign text."""
    subject = " ".join(letter.title.split())[:200]
    context = {"letter": letter}
    with translation.override(letter.language):
        text = render_to_string("notices/mail.txt", context)
        page = render_to_string("notices/mail.html", context)
    domain = parseaddr(settings.MAIL_FROM)[1].rpartition("@")[2] or "zhunjian.invalid"
    headers = {
        "Message-ID": f"<{letter.id}@{domain}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    message = EmailMultiAlternatives(subject, text, settings.MAIL_FROM, [to], headers=headers)
    message.attach_alternative(page, "text/html")
    return message


def send(letter: Letter, to: str) -> Outcome:
    """What the server cannot have, or puts off (4xx), is tried again; what broke off after it had the text is unclear.

    A login or an encryption that the server refuses is told at once: only a person helps.
    """
    if not is_set_up():
        return failed("notice.mail_not_set_up")
    connection = get_connection(timeout=settings.EMAIL_TIMEOUT)
    try:
        connection.open()
    except (smtplib.SMTPException, OSError) as error:
        connection.close()
        return _unopened(error)
    try:
        connection.send_messages([message_of(letter, to)])
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()), (550, b""))
        return _refused(code, _text(words))
    except smtplib.SMTPResponseException as error:
        return _refused(error.smtp_code, _text(error.smtp_error))
    except TOO_LATE as error:
        if isinstance(connection, Backend) and not connection.may_have_arrived:
            return retry(f"notice.unreachable: {type(error).__name__}")
        return unclear(f"notice.broken: {type(error).__name__}")
    finally:
        connection.close()
    return Outcome(SENT, answer="SMTP 250")


def _unopened(error: Exception) -> Outcome:
    """Nothing has been sent. SMTPException is an OSError, and a certificate's error too: the narrow ones first."""
    if isinstance(error, smtplib.SMTPAuthenticationError) and error.smtp_code >= 500:
        return retry(f"notice.mail_login: SMTP {error.smtp_code}", needs_person=True)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        code = "notice.mail_no_tls" if "STARTTLS" in str(error) else "notice.mail_no_login"
        return retry(code, needs_person=True)
    if isinstance(error, ssl.SSLCertVerificationError):
        return retry(f"notice.mail_certificate: {error.verify_message}", needs_person=True)
    if isinstance(error, smtplib.SMTPResponseException):
        return retry(f"notice.unreachable: SMTP {error.smtp_code} {_text(error.smtp_error)}")
    return retry(f"notice.unreachable: {type(error).__name__}")


def _refused(code: int, words: str) -> Outcome:
    error = f"SMTP {code} {words}"
    return retry(error) if 400 <= code < 500 else failed(error)


def _text(words: bytes | str) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else words
