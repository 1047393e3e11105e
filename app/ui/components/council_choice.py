"""One council of many: a few letters of its name or its code, and the chips that are left."""

from collections.abc import Callable

import flet as ft

from app.store.queries.county_membership import CouncilName
from app.ui.component import component
from app.ui.components.choices import choice_chips
from app.ui.components.fields import text_field
from app.ui.components.texts import soft_text
from app.ui.i18n import t
from app.ui.scale import GAP

SHOWN_MAX = 8


def found_councils(councils: tuple[CouncilName, ...], words: str) -> tuple[CouncilName, ...]:
    plain = words.strip()
    return tuple(
        one for one in councils if not plain or plain in one.name or one.code.startswith(plain)
    )


@component
def CouncilChoice(
    tag: str, councils: tuple[CouncilName, ...], chosen: str, on_choose: Callable[[str], None],
    refusal: str | None = None,
) -> ft.Control:  # fmt: skip
    """`chosen` and what `on_choose` gets are codes; empty: none."""
    words, set_words = ft.use_state("")
    found = found_councils(councils, words)
    here = next((one for one in councils if one.code == chosen), None)
    seen = found[:SHOWN_MAX]
    if here is not None and here not in seen:
        seen = (here, *seen)
    parts: list[ft.Control] = [
        text_field(f"{tag}_find", t("county.council_find"), words, set_words,
                   hint=t("county.council_find_hint")),
        choice_chips(
            tag, t("county.council"), [(one.code, one.name) for one in seen], chosen or None,
            lambda code: on_choose(code or ""), refusal=refusal, needed=True,
        ),
    ]  # fmt: skip
    if len(found) > SHOWN_MAX:
        parts.append(soft_text(t("county.council_more", count=f"{len(found) - SHOWN_MAX:,}")))
    elif not found:
        parts.append(soft_text(t("county.council_none")))
    return ft.Column(
        parts, spacing=GAP, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
    )
