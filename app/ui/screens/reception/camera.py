"""The camera at the reception desk: looks for the codes of check-in cards, as a scanner would."""

from app.documents.payloads import parse
from app.domain.worker_card import read_card
from app.ui.components.camera import Eye, codes_in
from app.ui.i18n import t


def our_code(picture: bytes) -> str | None:
    """The first code of a check-in card, or of a relief worker's, in a picture."""
    return next((c for c in codes_in(picture) if parse(c) is not None or read_card(c)), None)


CARDS = Eye("reception", lambda word: t(f"reception.camera_{word}"), our_code)
