"""Where a notice may be sent to: HTTPS, and no machine of the house (a webhook must not become a way in)."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from django.conf import settings

from wms.notices.errors import ChannelAddressForbidden, ChannelAddressWrong, ChannelPlainText

ADDRESS_LIMIT = 500
TRANSLATED = ip_network("64:ff9b::/96")  # NAT64: the last four bytes are an IPv4 address


class AddressForbidden(Exception):
    """A name leads to a machine that nobody outside could reach: nothing was sent."""


def is_public(text: str) -> bool:
    """An address of the public internet, also when it wears IPv6 around an IPv4."""
    address = ip_address(text.split("%", 1)[0])
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or _translated(address)
        if address.teredo:
            return False
        if inner is not None:
            return is_public(str(inner))
    is_odd = address.is_multicast or address.is_reserved or address.is_unspecified or address.is_loopback
    return address.is_global and not is_odd


def _translated(address: IPv6Address) -> IPv4Address | None:
    return IPv4Address(address.packed[-4:]) if address in TRANSLATED else None


def check_address(url: str) -> str:
    """The address as it will be used. Refuses with ChannelAddressWrong, ChannelPlainText, ChannelAddressForbidden.

    Names are looked up when something is sent, each time: what they mean can change.
    """
    text = url.strip()
    try:
        parts = urlsplit(text)
        is_right = bool(parts.hostname) and parts.port != 0 and text.isascii() and text.isprintable()
    except ValueError:
        raise ChannelAddressWrong(address="?") from None
    host = parts.hostname or "?"
    wrong = parts.username is not None or parts.fragment or parts.scheme not in {"http", "https"} or " " in text
    if not is_right or wrong or len(text) > ADDRESS_LIMIT:
        raise ChannelAddressWrong(address=host[:80])
    if parts.scheme == "http" and not settings.NOTICES_ALLOW_PRIVATE:
        raise ChannelPlainText(address=host[:80])
    if not settings.NOTICES_ALLOW_PRIVATE and _is_known_private(host):
        raise ChannelAddressForbidden(address=host[:80])
    return text


def _is_known_private(host: str) -> bool:
    """As far as the name alone tells it."""
    try:
        return not is_public(host)
    except ValueError:
        name = host.rstrip(".").lower()
        return name == "localhost" or name.endswith((".localhost", ".local", ".internal")) or "." not in name


def choose(host: str, port: int) -> str:
    """Look `host` up and pick the address to dial. Raises AddressForbidden when any of them is not public.

    What is checked is what is dialled: a name that answers otherwise a moment later (rebinding) gains nothing.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]) for entry in found]
    if not settings.NOTICES_ALLOW_PRIVATE and not all(is_public(address) for address in addresses):
        raise AddressForbidden(host)
    return addresses[0]
