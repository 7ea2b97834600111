"""Who may be asked: machines of the Internet, in whatever form their address hides."""

from __future__ import annotations

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.training.following.public_addresses import is_public, resolve


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.1.1.1", "169.254.169.254", "172.16.0.1",
        "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.1",
        "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1", "64:ff9b::a00:1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "100::1", "2001::1",
        "2001:0:7f00:1::", "2001:2::1", "2001:10::1", "2001:db8::1", "2002:7f00:1::1", "2002:a00:1::1", "3fff::1",
        "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "ff0e::1", "5f00::1",
        "localhost", "0x7f.1", "2130706433", "127.1", "",
    ],
)  # fmt: skip
def test_what_is_not_in_the_internet_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    ["93.184.216.34", "1.1.1.1", "172.15.0.1", "172.32.0.1", "2606:4700::1111", "2a00:1450::1", "::ffff:1.1.1.1",
     "64:ff9b::101:101"],
)  # fmt: skip
def test_what_is_in_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@given(st.integers(0, 2**128 - 1))
def test_no_public_address_is_one_that_python_knows_as_private(number: int) -> None:
    address = ip_address(number)
    if is_public(str(address)):
        assert not address.is_private
        assert not address.is_multicast


@given(st.integers(0, 2**32 - 1))
def test_an_address_hidden_in_another_is_public_where_it_is_itself(number: int) -> None:
    address = ip_address(number)
    assert is_public(f"::ffff:{address}") == is_public(str(address))
    assert is_public(str(ip_address(int(ip_address("64:ff9b::")) + number))) == is_public(str(address))
    if is_public(str(address)):
        assert not address.is_private


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "127.1", "localhost"])
def test_odd_forms_of_loopback_are_known_when_they_are_resolved(host: str) -> None:
    assert not any(map(is_public, resolve(host, 80)))
