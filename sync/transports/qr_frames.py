"""Frames of a fountain as texts that a QR picture holds in its narrow alphabet, and back.

    text  "TSK1:" ‖ base45 (RFC 9285) of the frame

Eleven bits for two letters: no reader takes the bytes for text in some encoding, and a picture is
hardly larger than with bare bytes. Spaces are letters; none stands at either end. Reading refuses
(DecodeError) whatever is not exactly this.
"""

from sync.core.errors import DecodeError
from sync.transports.fountain import FRAME_EXTRA_BYTES

BEGINS = "TSK1:"
LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
# QR version 15 with low error correction, 77 modules wide: read by a telephone from a laptop's
# screen at arm's length. A frame that is not read is not missed, so correction is better spent on
# larger modules.
QR_VERSION = 15
TEXT_LETTERS_MAX = 758
FRAME_BYTES = 500
BLOCK_BYTES = FRAME_BYTES - FRAME_EXTRA_BYTES
_NUMBERS = {letter: number for number, letter in enumerate(LETTERS)}


def frame_text(frame: bytes) -> str:
    """What the picture of a frame holds."""
    return BEGINS + base45(frame)


def is_frame_text(text: str) -> bool:
    """Whether a picture that was read is one of these."""
    return text.startswith(BEGINS)


def parse_frame_text(text: str) -> bytes:
    """The frame. Raises DecodeError."""
    plain = text.strip()
    if len(plain) > TEXT_LETTERS_MAX or not plain.startswith(BEGINS):
        raise DecodeError("not the text of a frame")
    return from_base45(plain[len(BEGINS) :])


def base45(data: bytes) -> str:
    """RFC 9285: three letters for two bytes, the least first, two for a last one."""
    letters = []
    for place in range(0, len(data) - 1, 2):
        rest, low = divmod(data[place] << 8 | data[place + 1], 45)
        high, middle = divmod(rest, 45)
        letters.append(LETTERS[low] + LETTERS[middle] + LETTERS[high])
    if len(data) % 2:
        high, low = divmod(data[-1], 45)
        letters.append(LETTERS[low] + LETTERS[high])
    return "".join(letters)


def from_base45(text: str) -> bytes:
    """Raises DecodeError for other letters, lengths and values than RFC 9285 knows."""
    try:
        numbers = [_NUMBERS[letter] for letter in text]
    except KeyError:
        raise DecodeError("not a letter of base45") from None
    data = bytearray()
    for place in range(0, len(numbers), 3):
        part = numbers[place : place + 3]
        value = sum(number * 45**power for power, number in enumerate(part))
        count = len(part) - 1
        if count == 0 or value >= 256**count:
            raise DecodeError("not base45")
        data += value.to_bytes(count, "big")
    return bytes(data)
