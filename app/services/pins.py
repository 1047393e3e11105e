"""PINs of staff: what is kept of one, and whether digits are the right ones.

Only a scrypt hash with its salt and cost is kept, `scrypt$log2n$salt$hash`. A PIN has four to eight
digits: it keeps colleagues apart, while the passphrase and the vault keep thieves out. Full-width
digits are the same digits.
"""

import hashlib
import hmac
import unicodedata

DIGITS_MIN, DIGITS_MAX = 4, 8
# 16 MB and some 50 ms: a person does not feel it, who tries all of a stolen vault does.
LOG2_N = 14
# What a damaged or hostile row may ask of this machine.
LOG2_N_MAX = 20


def plain_pin(typed: str) -> str | None:
    """The digits of a PIN as typed, or None where it is not one."""
    digits = unicodedata.normalize("NFKC", typed).strip()
    good = digits.isascii() and digits.isdecimal() and DIGITS_MIN <= len(digits) <= DIGITS_MAX
    return digits if good else None


def hashed_pin(digits: str, salt: bytes) -> str:
    """What is kept. `salt` is never used for another person or another PIN."""
    return f"scrypt${LOG2_N}${salt.hex()}${_scrypt(digits, salt, LOG2_N).hex()}"


def pin_matches(typed: str, kept: str) -> bool:
    """False also for something kept that cannot be read."""
    digits = plain_pin(typed)
    try:
        name, cost, salt, wanted = kept.split("$")
        if digits is None or name != "scrypt" or not 1 <= int(cost) <= LOG2_N_MAX:
            return False
        found = _scrypt(digits, bytes.fromhex(salt), int(cost))
        return hmac.compare_digest(found, bytes.fromhex(wanted))
    except ValueError:
        return False


def _scrypt(digits: str, salt: bytes, log2_n: int) -> bytes:
    memory = 256 * 2**log2_n * 8
    return hashlib.scrypt(
        digits.encode(), salt=salt, n=2**log2_n, r=8, p=1, maxmem=memory, dklen=32
    )
