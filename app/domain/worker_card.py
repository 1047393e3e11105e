"""派遣職員証: what the code on the card of a relief worker says, and how it is read.

The card is printed by the council that sends and read by the one that is helped; between them the
name travels on paper only. It says all that an arrival needs, so that it works before the plan has
come by the network. Promises letters and digits only (a scanner is a keyboard, and types no kanji)
and that a slip of one sign is noticed. Refuses, as None, what is no card or a damaged one.
"""

import re
import unicodedata
from base64 import b32decode, b32encode
from binascii import Error as NotBase32
from dataclasses import dataclass
from datetime import date
from zlib import crc32

from app.domain.county_dispatch import worker_parts
from sync.core.ids import EntityId

NAME_LETTERS_MAX = 60
_BEGUN = re.compile(r"tasuki[:+']w[:+']")
_CARD = re.compile(r"tasuki[:+']w[:+']([a-z2-7]{60,900})")
_APART = "\x1f"
_ID_BYTES, _SUM_BYTES = 16, 4
_CODE = re.compile(r"[a-z][a-z0-9_]{0,30}")
_COUNCIL = re.compile(r"\d{5}(-\d+)?")


@dataclass(frozen=True)
class WorkerCard:
    """`host`: code of the council that is helped. Names as they are typed."""

    assignment: EntityId
    worker: str
    host: str
    section: str
    role: str
    arrives_on: date
    leaves_on: date
    leads: bool = False
    name: str = ""
    kana: str = ""

    @property
    def home(self) -> str:
        """Code of the council that sends."""
        parts = worker_parts(self.worker)
        return parts[0] if parts else ""


def card_text(card: WorkerCard) -> str:
    """What the QR code holds. ValueError for a name that is too long or no card."""
    parts = (
        card.worker, card.host, card.section, card.role, card.arrives_on.isoformat(),
        card.leaves_on.isoformat(), "1" if card.leads else "", card.name, card.kana,
    )  # fmt: skip
    text = _APART.join(parts)
    if _from_parts(card.assignment, tuple(text.split(_APART))) != card:
        raise ValueError("this card could not be read again")
    body = bytes(card.assignment) + text.encode()
    sealed = body + crc32(body).to_bytes(_SUM_BYTES)
    return f"tasuki:w:{b32encode(sealed).decode().rstrip('=').lower()}"


def looks_like_card(scanned: str) -> bool:
    """Whether this is meant to be a worker's card, readable or not."""
    return _BEGUN.match(_plain(scanned)) is not None


def read_card(scanned: str) -> WorkerCard | None:
    """The card that a scanner read, or None where it is none or was not read well."""
    found = _CARD.fullmatch(_plain(scanned))
    if found is None:
        return None
    digits = found[1].upper()
    try:
        sealed = b32decode(digits + "=" * (-len(digits) % 8))
        body, ending = sealed[:-_SUM_BYTES], sealed[-_SUM_BYTES:]
        if crc32(body).to_bytes(_SUM_BYTES) != ending:
            return None
        return _from_parts(
            EntityId(body[:_ID_BYTES]), tuple(body[_ID_BYTES:].decode().split(_APART))
        )
    except (NotBase32, ValueError):
        return None


def _from_parts(assignment: EntityId, parts: tuple[str, ...]) -> WorkerCard | None:
    if len(parts) != 9:
        return None
    worker, host, section, role, arrives, leaves, leads, name, kana = parts
    known = worker_parts(worker) and _COUNCIL.fullmatch(host)
    coded = _CODE.fullmatch(section) and _CODE.fullmatch(role)
    short = len(name) <= NAME_LETTERS_MAX and len(kana) <= NAME_LETTERS_MAX
    if not (known and coded and short):
        return None
    try:
        first, last = date.fromisoformat(arrives), date.fromisoformat(leaves)
    except ValueError:
        return None
    return WorkerCard(
        assignment, worker, host, section, role, first, last, leads == "1", name, kana
    )


def _plain(scanned: str) -> str:
    return "".join(unicodedata.normalize("NFKC", scanned).split()).lower()
