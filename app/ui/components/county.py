"""Atoms of 県内: what stands on every page where something is written for all councils."""

import flet as ft

from app.ui.components.texts import soft_text
from app.ui.i18n import t


def no_names() -> ft.Control:
    """Beside every free text: all councils read it."""
    return soft_text(t("county.no_names"))
