"""Which machines may be asked: public ones alone, unless its operator says otherwise.

In: the host and port of an address. Out: the numeric addresses to connect to, checked. The one idea: a name is resolved
once, what it resolved to is checked, and the connection goes to exactly that, so that a name which answers otherwise
the second time (DNS rebinding) gains nothing. Sources: the IANA registries of special-purpose addresses for IPv4 and
IPv6 (RFC 6890 and its updates), RFC 6052 (NAT64).
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

Resolve = Callable[[str, int], list[str]]

_SPECIAL_IPV4 = tuple(map(ip_network, (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
    "224.0.0.0/4", "240.0.0.0/4",
)))  # fmt: skip
# All that is given out for use in the Internet, and what in it is not: protocols of the IETF, Teredo, documentation,
# 6to4, whose addresses hold one of IPv4.
_GLOBAL_IPV6 = ip_network("2000::/3")
_SPECIAL_IPV6 = tuple(map(ip_network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
_NAT64 = ip_network("64:ff9b::/96")


def is_public(numeric: str) -> bool:
    """Return whether a numeric address is one of a machine in the Internet.

    `ipaddress.is_global` is no guard: in Python 3.11 it passes multicast, 6to4 and NAT64 of private addresses.

    >>> is_public("93.184.216.34"), is_public("127.0.0.1"), is_public("64:ff9b::10.0.0.1")
    (True, False, False)
    """
    try:
        address = ip_address(numeric)
    except ValueError:
        return False
    if isinstance(address, IPv6Address):
        return _is_public_ipv6(address)
    return not any(address in network for network in _SPECIAL_IPV4)


def _is_public_ipv6(address: IPv6Address) -> bool:
    if address.ipv4_mapped is not None:
        return is_public(str(address.ipv4_mapped))
    if address in _NAT64:
        return is_public(str(IPv4Address(int(address) & 0xFFFFFFFF)))
    if address.scope_id is not None or address not in _GLOBAL_IPV6:
        return False
    return not any(address in network for network in _SPECIAL_IPV6)


def resolve(host: str, port: int) -> list[str]:
    """Return the numeric addresses of a host, in the order in which they are to be tried.

    Raises:
        OSError: There is none.
    """
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in answers))
