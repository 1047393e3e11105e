"""What a device is for: roles as large choices, its name, and for relief staff the last day."""

from collections.abc import Callable
from dataclasses import dataclass

import flet as ft

from app.domain.device_roles import CENTRE_ROLES, COUNCIL, COUNTY_ROLES, RELAY
from app.services.command import Refused
from app.store.queries.county_membership import CouncilName
from app.ui.code_texts import code_options
from app.ui.component import component
from app.ui.components.buttons import big_button
from app.ui.components.cards import card
from app.ui.components.choices import big_toggle
from app.ui.components.council_choice import CouncilChoice
from app.ui.components.dates import date_field
from app.ui.components.fields import labelled, text_field
from app.ui.components.refusals import refusal_card, refused_at
from app.ui.components.texts import soft_text
from app.ui.i18n import t
from app.ui.runtime import current_runtime
from app.ui.scale import GAP, scale
from app.ui.screens.sync.acting import Answer
from app.ui.signal import use_signal

FIELDS = frozenset({"roles", "label", "ends_on", "council"})
IN_A_COUNTY = tuple(role for role in COUNTY_ROLES if role != RELAY)  # a hub comes in by its card
WIDE_LETTERS = 56


@dataclass(frozen=True)
class DeviceDraft:
    """`council` is the code of the one whose device it is, in a county."""

    roles: tuple[str, ...] = ()
    label: str = ""
    ends_on: str | None = None
    council: str = ""


@component
def DeviceForm(
    tag: str,
    act: str,
    icon: ft.IconData,
    first: DeviceDraft,
    submit: Callable[[DeviceDraft], Answer],
    councils: tuple[CouncilName, ...] = (),
) -> ft.Control:
    """`act` are the words on the button; `submit` is asked only with roles and a name, and with one
    of `councils` where there are any."""
    roles, set_roles = ft.use_state(first.roles)
    label, set_label = ft.use_state(first.label)
    ends_on, set_ends_on = ft.use_state(first.ends_on)
    council, set_council = ft.use_state(first.council)
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)

    async def go() -> None:
        if councils and not council:
            set_refused(Refused("county_council_missing", field="council"))
        elif not roles:
            set_refused(Refused("sync_role_missing", field="roles"))
        elif not label.strip():
            set_refused(Refused("sync_label_missing", field="label"))
        else:
            set_refused(await submit(DeviceDraft(roles, label.strip(), ends_on, council)))

    def at(field: str) -> str | None:
        return refused_at(refused, field)

    def turn(code: str) -> None:
        set_roles(lambda now: tuple(sorted(frozenset(now) ^ {code})))

    parts: list[ft.Control] = []
    if councils:
        parts.append(CouncilChoice("sync.council", councils, council, set_council, at("council")))
    parts += [
        labelled(t("sync.invite.roles"), _choices(roles, turn), refusal=at("roles"), needed=True),
        text_field("sync.label", t("sync.invite.label"), label, set_label, needed=True,
                   hint=t("sync.invite.label_hint"), refusal=at("label")),
        date_field("sync.ends_on", t("sync.invite.ends_on"), ends_on, set_ends_on,
                   refusal=at("ends_on")),
        soft_text(t("sync.invite.ends_hint")),
    ]  # fmt: skip
    if refused is not None and refused.field not in FIELDS:
        parts.append(refusal_card(f"{tag}_refused", refused))
    parts.append(big_button(tag, act, go, icon=icon))
    return card(*parts)


def _in_order(possible: tuple[str, ...]) -> list[tuple[str, str]]:
    """In the order of the list; in a county that of a council first."""
    found = [option for option in code_options("device_role") if option[0] in possible]
    return sorted(found, key=lambda option: option[0] != COUNCIL)


@component
def _choices(roles: tuple[str, ...], turn: Callable[[str], None]) -> ft.Control:
    runtime = current_runtime()
    window = use_signal(runtime.window)
    possible = IN_A_COUNTY if runtime.is_county else CENTRE_ROLES
    across = 2 if window.width >= scale().body * WIDE_LETTERS else 1
    choices = [
        big_toggle(
            f"sync.role.{code}", words, code in roles,
            lambda code=code: turn(code),  # type: ignore[misc]
            note=t(f"sync.role_note.{code}"), expand=1,
        )
        for code, words in _in_order(possible)
    ]  # fmt: skip
    rows: list[ft.Control] = [
        ft.Row(choices[start : start + across], spacing=GAP)
        for start in range(0, len(choices), across)
    ]
    return ft.Column(rows, spacing=GAP, tight=True)
