"""Sums without OpenSSL are those of the standard library."""

import hashlib

import pytest

from pipeline import sums


@pytest.mark.parametrize("data", [b"", b"a form", bytes(range(256)) * 999])
def test_sums_are_those_of_hashlib(data: bytes) -> None:
    assert sums.sha256(data).hexdigest() == hashlib.sha256(data).hexdigest()
    assert sums.blake2b(data, digest_size=32).digest() == hashlib.blake2b(data, digest_size=32).digest()
