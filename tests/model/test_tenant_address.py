"""What somebody types as a tenant's address becomes one that a secret may be sent to, or an error."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookstudio.model.errors import StudioError
from hookstudio.model.tenant_address import tenant_address

WORDS = ("http", "https", "://", "acme.plusauth.com", "127.0.0.1", "localhost", "api/v1", "ü")
PIECES = st.lists(st.sampled_from([*"aA1.-:/@?#[]%\\ \n", *WORDS]))


@pytest.mark.parametrize(
    ("typed", "origin", "base"),
    [
        ("https://acme.plusauth.com", "https://acme.plusauth.com", "https://acme.plusauth.com/api/v1"),
        (" acme.plusauth.com/ ", "https://acme.plusauth.com", "https://acme.plusauth.com/api/v1"),
        ("HTTPS://ACME.plusauth.com:443/api/v2/", "https://acme.plusauth.com", "https://acme.plusauth.com/api/v2"),
        ("https://id.acme.test:8443/auth", "https://id.acme.test:8443", "https://id.acme.test:8443/auth/api/v1"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000", "http://127.0.0.1:8000/api/v1"),
        ("http://[::1]:8000", "http://[::1]:8000", "http://[::1]:8000/api/v1"),
        ("http://localhost", "http://localhost", "http://localhost/api/v1"),
    ],
)
def test_what_an_address_means(typed: str, origin: str, base: str) -> None:
    address = tenant_address(typed)
    assert (address.origin, address.base) == (origin, base)
    assert (address.audience, address.token_endpoint) == (f"{origin}/api/", f"{origin}/oauth2/token")
    assert tenant_address(address.base) == address


@pytest.mark.parametrize("host", ["localhost.evil.test", "127.0.0.1.evil.test", "0.0.0.0", "10.0.0.1", "[::2]"])
def test_plain_http_stays_on_this_computer(host: str) -> None:
    with pytest.raises(StudioError, match="without encryption"):
        tenant_address(f"http://{host}")


@given(typed=st.text() | PIECES.map("".join))
def test_whatever_is_typed_no_secret_leaves_unencrypted(typed: str) -> None:
    try:
        address = tenant_address(typed)
    except StudioError:
        return
    parts = urlsplit(address.origin)
    assert parts.hostname
    assert parts.scheme == "https" or (parts.scheme == "http" and address.on_loopback)
    assert not parts.path and "@" not in address.origin
    assert urlsplit(address.base).netloc == parts.netloc
    assert tenant_address(address.base) == address
