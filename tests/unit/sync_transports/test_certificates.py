"""A certificate says nothing of anybody, and comes back from the vault as it was."""

import ssl
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from cryptography import x509

from sync.core.errors import BadInput
from sync.transports.certificates import Certificate
from tests.support.world import SeededRandom


def test_it_comes_back_from_its_text_with_the_same_fingerprint() -> None:
    made = Certificate.make(SeededRandom(1))
    assert Certificate.from_pem(made.pem) == made
    assert Certificate.make(SeededRandom(2)).fingerprint != made.fingerprint


def test_its_fingerprint_is_that_of_what_goes_over_the_wire() -> None:
    made = Certificate.make(SeededRandom(1))
    der = ssl.PEM_cert_to_DER_cert(made.pem[: made.pem.index("-----BEGIN PRIVATE")])
    assert made.fingerprint == sha256(der).digest()


def test_it_names_nobody_and_holds_whatever_the_clock_says() -> None:
    parsed = x509.load_pem_x509_certificate(Certificate.make(SeededRandom(1)).pem.encode())
    assert parsed.subject.rfc4514_string() == parsed.issuer.rfc4514_string() == "CN=tasuki"
    assert parsed.not_valid_before_utc < datetime(2023, 1, 1, tzinfo=UTC)
    assert parsed.not_valid_after_utc > datetime(2045, 1, 1, tzinfo=UTC)


def test_its_key_is_not_shown_where_it_is_printed() -> None:
    made = Certificate.make(SeededRandom(1))
    assert "PRIVATE" not in repr(made)


@pytest.mark.parametrize("text", ["", "nothing", "-----BEGIN CERTIFICATE-----\nAAAA\n"])
def test_what_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        Certificate.from_pem(text)


def test_the_key_of_another_one_is_refused() -> None:
    one, other = (Certificate.make(SeededRandom(seed)).pem for seed in (1, 2))
    cut = "-----BEGIN PRIVATE"
    with pytest.raises(BadInput, match="not that of"):
        Certificate.from_pem(one[: one.index(cut)] + other[other.index(cut) :])


def test_both_sides_speak_nothing_older_than_tls_1_3() -> None:
    context = Certificate.make(SeededRandom(1)).server_context(SeededRandom(2))
    assert context.minimum_version is ssl.TLSVersion.TLSv1_3
