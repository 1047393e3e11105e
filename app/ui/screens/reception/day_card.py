"""きょう: what somebody who is here does today: the place to go to, the teams, and ways there."""

from collections.abc import Awaitable, Callable

import flet as ft

from app.store.queries.people_day import PersonToday, TeamToday
from app.store.queries.places import Place
from app.ui.code_texts import code_label
from app.ui.components.cards import card
from app.ui.components.place_choice import place_chips
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import heading, soft_text, text
from app.ui.i18n import t
from app.ui.links import link
from app.ui.palette import StatusName
from app.ui.scale import GAP
from app.ui.tagged import row_tag
from sync.core.ids import EntityId

Send = Callable[[EntityId, EntityId | None], Awaitable[None]]
TONES: dict[str, StatusName] = {
    "forming": "waiting", "ready": "ready", "out": "out", "back": "done",
}  # fmt: skip


def day_card(today: PersonToday | None, places: tuple[Place, ...], send: Send) -> list[ft.Control]:
    """Nothing for who is not here today."""
    if today is None:
        return []

    def choose(satellite: EntityId | None) -> Awaitable[None]:
        return send(today.check_in, satellite)

    parts: list[ft.Control] = [heading(t("reception.card.today"))]
    parts += place_chips("person.place", t("place.going_to"), places, today.satellite, choose)
    parts += [_team(team) for team in today.teams]
    if not today.teams:
        parts.append(
            ft.Row(
                [
                    ft.Container(soft_text(t("reception.no_team_yet")), expand=True),
                    *link("person.matching", t("reception.to_matching"), "/matching",
                          ft.Icons.JOIN_INNER),
                ],
                spacing=GAP,
            )
        )  # fmt: skip
    return [card(*parts)]


def _team(team: TeamToday) -> ft.Control:
    tone = TONES.get(team.state, "decide")
    words: list[ft.Control] = [
        text(team.number, bold=True),
        status_chip(tone, code_label("team_state", team.state)),
    ]
    if team.leads:
        words.append(status_chip("ready", t("matching.leader")))
    words += [text(word) for word in (team.need_number, team.town) if word]
    words += link(
        row_tag("person.team", team.id), t("reception.open_team"), f"/field/team/{team.id.hex()}",
        ft.Icons.SWAP_HORIZ,
    )  # fmt: skip
    if team.need is not None:
        words += link(
            row_tag("person.need", team.id), t("reception.open_need"), f"/needs/{team.need.hex()}",
            ft.Icons.HOME_REPAIR_SERVICE,
        )  # fmt: skip
    return ft.Row(words, wrap=True, spacing=10, run_spacing=4)
