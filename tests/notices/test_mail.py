"""Mail to a real SMTP server on loopback: what arrives, what is refused, and that nothing arrives twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tests.notices.conftest import Raise, drain, rule
from tests.notices.mail_peer import MailPeer, certificate, mail_peer
from wms.core.models import Exchange, Person, WorkItem
from wms.core.states import WorkItemState
from wms.notices.deliver import BROKEN
from wms.notices.models import Telling
from wms.notices.operations.send_off import MAIL_LANE
from wms.notices.rounds import make_round

pytestmark = pytest.mark.django_db
Serve = Callable[..., MailPeer]


@pytest.fixture
def serve(settings: Any, manager: Person, raised: Raise) -> Iterator[Serve]:
    """A mail server, and one urgent notice that is to be mailed to the manager by it."""
    settings.EMAIL_BACKEND = "wms.notices.peers.smtp.Backend"
    settings.MAIL_FROM, settings.EMAIL_HOST = "准拣 <wms@example.com>", "127.0.0.1"
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    rule(people=[manager], sends_mail=True)
    with ExitStack() as stack:

        def start(**ways: Any) -> MailPeer:
            peer = stack.enter_context(mail_peer(**ways))
            settings.EMAIL_PORT = peer.port
            raised("pack.mismatch", facts={"order": "8190", "parcel": "P1"})
            make_round(timezone.now())
            return peer

        yield start


def again() -> Telling:
    """Whatever waits for its next try is tried now."""
    Exchange.objects.update(next_at=timezone.now())
    return sent()


def sent() -> Telling:
    drain(MAIL_LANE)
    return Telling.objects.get()


def told() -> list[tuple[str, Any]]:
    """(state, words in English) of the work that a mailbox's trouble has made."""
    return [(item.state, item.facts["error"][1]) for item in WorkItem.objects.filter(kind=BROKEN)]


def test_a_chinese_mail_arrives_whole(serve: Serve, manager: Person) -> None:
    Person.objects.filter(pk=manager.pk).update(language="zh-hans")
    peer = serve()
    assert sent().state == "sent"
    (letter,) = peer.letters
    assert letter["Subject"] == "[紧急] 打包台查出错漏"
    assert (letter["To"], letter["From"].addresses[0].addr_spec) == ("boss@example.com", "wms@example.com")
    assert letter["From"].addresses[0].display_name == "准拣"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"] == f"<{Telling.objects.get().batch}@example.com>"
    assert letter["Date"] is not None
    assert [part.get_content_type() for part in letter.iter_parts()] == ["text/plain", "text/html"]
    for part in letter.iter_parts():
        assert "打包台查出错漏" in part.get_content()
    head = letter.as_bytes().partition(b"\n\n")[0]
    assert head.isascii()


def test_a_peer_that_hangs_up_before_the_text_gets_it_once_more(serve: Serve) -> None:
    peer = serve()
    peer.hangs_up = ["RCPT"]
    telling = sent()
    assert (telling.state, telling.error) == ("queued", "notice.unreachable: SMTPServerDisconnected")
    assert peer.letters == []
    assert again().state == "sent"
    assert (len(peer.letters), peer.sessions, again().tries) == (1, 2, 2)


def test_a_peer_that_hangs_up_with_the_text_is_not_sent_it_twice(serve: Serve) -> None:
    peer = serve()
    peer.hangs_up = ["DATA"]
    telling = sent()
    assert (telling.state, telling.error) == ("unclear", "notice.broken: SMTPServerDisconnected")
    assert again().state == "unclear"
    assert (len(peer.letters), peer.sessions) == (1, 1)
    assert told() == [("open", "The connection broke; it may have arrived (SMTPServerDisconnected)")]


def test_a_refused_password_is_told_at_once_and_cured(
    serve: Serve, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMAIL_USE_TLS = True
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "zhunjian", "wrong"
    context, chain = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(chain))
    peer = serve(tls_context=context, auth_required=True)
    assert sent().state == "queued"
    assert told() == [("open", "The mail server refuses our user name and password (SMTP 535)")]
    assert "wrong" not in str(WorkItem.objects.filter(kind=BROKEN).values())
    settings.EMAIL_HOST_PASSWORD = "right"
    assert again().state == "sent"
    assert (len(peer.letters), peer.logins[-1]) == (1, ("zhunjian", "right"))
    assert WorkItem.objects.get(kind=BROKEN).state == WorkItemState.RESOLVED


def test_a_server_without_encryption_gets_neither_password_nor_text(serve: Serve, settings: Any) -> None:
    settings.EMAIL_USE_TLS = True
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "zhunjian", "right"
    peer = serve()
    assert sent().state == "queued"
    assert told() == [("open", "The mail server does not encrypt; nothing was sent")]
    assert (peer.letters, peer.logins, peer.sessions) == ([], [], 0)


def test_a_certificate_has_to_be_trusted(
    serve: Serve, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMAIL_USE_TLS = True
    context, chain = certificate(tmp_path)
    peer = serve(tls_context=context, require_starttls=True)
    assert sent().state == "queued"
    assert told() == [("open", "The mail server's certificate is not trusted (self-signed certificate)")]
    assert peer.sessions == 0
    monkeypatch.setenv("SSL_CERT_FILE", str(chain))
    assert again().state == "sent"
    assert len(peer.letters) == 1
