"""The camera at the reception desk: looks for the codes of check-in cards, as a scanner would."""

from app.documents.payloads import parse
from app.ui.components.camera import Eye, codes_in
from app.ui.i18n import t


def our_code(picture: bytes) -> str | None:
    """The first code of a check-in card in a picture."""
    return next((code for code in codes_in(picture) if parse(code) is not None), None)


CARDS = Eye("reception", lambda word: t(f"reception.camera_{word}"), our_code)
