"""One of many (60 councils, 50 things): a few letters find it, a tap takes it."""

from collections.abc import Callable

import flet as ft

from app.documents.readers.row_keys import frozen_key
from app.ui.component import component
from app.ui.components.buttons import button
from app.ui.components.choices import Options, choice_chips
from app.ui.components.fields import labelled, text_field
from app.ui.components.texts import soft_text, text
from app.ui.i18n import t
from app.ui.scale import GAP

SHOWN_MAX = 10


@component
def Picker(
    tag: str,
    label: str,
    options: Options,
    chosen: str,
    choose: Callable[[str], None],
    refusal: str | None = None,
) -> ft.Control:
    """`options` are (code, words); `choose` gets a code, or an empty one where the choice is taken
    back. What is chosen stands alone, with a way to choose anew."""
    words, set_words = ft.use_state("")
    name = dict(options).get(chosen)

    def take(code: str | None) -> None:
        set_words("")
        choose(code or "")

    if name is not None:
        anew = button(f"{tag}.anew", t("county_goods.choose_anew"), lambda: take(None))
        row = ft.Row([text(name, bold=True), anew], wrap=True, spacing=GAP, run_spacing=8)
        return labelled(label, row, refusal=refusal)
    key = frozen_key(words)
    fitting = [one for one in options if key in frozen_key(one[1])]
    parts: list[ft.Control] = [
        text_field(f"{tag}.words", label, words, set_words, hint=t("county_goods.choose_hint"),
                   refusal=refusal),
        choice_chips(tag, "", fitting[:SHOWN_MAX], None, take),
    ]  # fmt: skip
    if len(fitting) > SHOWN_MAX:
        parts.append(soft_text(t("county_goods.choose_more", count=len(fitting) - SHOWN_MAX)))
    if not fitting:
        parts.append(soft_text(t("county_goods.choose_none")))
    return ft.Column(parts, spacing=8, tight=True)
