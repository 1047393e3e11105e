"""Made-up words of the gallery, from the catalogue like all others."""

from app.ui.i18n import t


def w(name: str, **params: object) -> str:
    return t(f"gallery.{name}", **params)
