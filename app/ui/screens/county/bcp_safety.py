"""安否・参集: a round by staff numbers; one tap each for how they are and whether they come."""

from collections.abc import Callable

import flet as ft

from app.domain.county_bcp import HURT, MISSING, SAFE, Answer, Round, numbers_of
from app.services.county_bcp import AnswerSafety, EndSafetyRound, StartSafetyRound
from app.store.queries.county_bcp import BcpView
from app.ui.code_texts import code_label, code_options
from app.ui.component import component, keyed
from app.ui.components.buttons import big_button, button
from app.ui.components.cards import card, empty_state, stack
from app.ui.components.choices import choice_chips
from app.ui.components.county import no_names
from app.ui.components.county_form import use_form
from app.ui.components.county_layout import acts, moment
from app.ui.components.lists import windowed_list
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import code_text, heading, soft_text, text
from app.ui.i18n import t
from app.ui.palette import StatusName
from app.ui.runtime import current_runtime
from app.ui.scale import GAP, scale
from app.ui.sending import send_or_say
from sync.core.ids import EntityId

TONES: dict[str, StatusName] = {SAFE: "done", HURT: "late", MISSING: "waiting"}
STAFF_USUAL = 10


@component
def Safety(view: BcpView, may: bool) -> ft.Control:
    starting, set_starting = ft.use_state(False)
    going = view.open_round
    if going is not None:
        return RoundPage(going, may)
    parts: list[ft.Control] = []
    if starting:
        parts.append(StartForm(view, lambda: set_starting(False)))
    elif may:
        parts.append(
            acts(big_button("county_bcp.start", t("county_bcp.start"),
                            lambda: set_starting(True), icon=ft.Icons.HEALTH_AND_SAFETY))
        )  # fmt: skip
    if view.rounds:
        parts.append(heading(t("county_bcp.earlier")))
        parts += [_earlier(one) for one in view.rounds]
    elif not starting:
        parts.append(
            empty_state(t("county_bcp.safety_empty"), t("county_bcp.safety_empty_hint"),
                        icon=ft.Icons.HEALTH_AND_SAFETY)
        )  # fmt: skip
    return stack(parts, scroll=True)


def _earlier(one: Round) -> ft.Control:
    words = t("county_bcp.earlier_line", at=moment(one.at), reason=one.reason,
              safe=one.count(SAFE), all=len(one.answers))  # fmt: skip
    parts: list[ft.Control] = [text(words)]
    if one.unreached:
        parts.append(soft_text(f"{t('county_bcp.missing')}: {'、'.join(one.unreached)}"))
    return card(*parts, padding=12)


@component
def RoundPage(going: Round, may: bool) -> ft.Control:
    """The round that goes on, by staff number."""
    runtime = current_runtime()

    async def end() -> None:
        await send_or_say(runtime, EndSafetyRound(going.id), t("county_bcp.ended"))

    counts: list[ft.Control] = [
        status_chip(TONES[state], f"{t(f'county_bcp.{state}')} {going.count(state)}", loud=True)
        for state in (SAFE, HURT, MISSING)
    ]
    counts += [
        status_chip("ready", f"{t('county_bcp.here')} {going.here}"),
        status_chip("ready", f"{t('county_bcp.coming')} {going.coming}"),
    ]
    line = t("county_bcp.round_line", reason=going.reason, at=moment(going.at))
    top: list[ft.Control] = [ft.Container(heading(line), expand=True)]
    if may:
        top.append(button("county_bcp.end", t("county_bcp.end"), end, icon=ft.Icons.TASK_ALT))
    head: list[ft.Control] = [ft.Row(top), ft.Row(counts, wrap=True, spacing=8, run_spacing=6)]
    # By number, always: a row that moved under the finger would be answered for somebody else.
    ordered = tuple(sorted(going.answers, key=lambda one: one.worker))

    def row(answer: Answer) -> ft.Control:
        return keyed(answer.id, AnswerRow, going.id, answer, may)

    return ft.Column(
        [card(*head, padding=12), windowed_list("county_bcp.answers", ordered, row)],
        spacing=GAP, expand=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )  # fmt: skip


@component
def AnswerRow(number: EntityId, answer: Answer, may: bool) -> ft.Control:
    """How somebody is, by one tap; whether they come and how they were reached below it."""
    runtime = current_runtime()
    tag = f"county_bcp.answer:{answer.worker}"
    said = t("county_bcp.answered", worker=answer.worker)

    async def say(state: str = "", comes: str = "", reach: str = "") -> None:
        command = AnswerSafety(number, answer.worker, state, comes, reach)
        await send_or_say(runtime, command, said)

    head: list[ft.Control] = [code_text(answer.worker)]
    if answer.at:
        head.append(soft_text(t("county_bcp.as_of", at=moment(answer.at))))
    if not may:
        head.append(
            status_chip(TONES.get(answer.state, "waiting"),
                        code_label("safety_state", answer.state))
        )  # fmt: skip
        return card(ft.Row(head, wrap=True), padding=10)
    states = choice_chips(
        f"{tag}.state", "", code_options("safety_state"), answer.state,
        lambda code: say(state=code) if code else None,
    )  # fmt: skip
    below: list[ft.Control] = []
    if answer.state in (SAFE, HURT):
        below.append(
            choice_chips(f"{tag}.comes", "", code_options("comes_when"), answer.comes or None,
                         lambda code: say(comes=code) if code else None)
        )  # fmt: skip
    reach = choice_chips(
        f"{tag}.reach", "", code_options("reach_kind"), answer.reach or None,
        lambda code: say(reach=code) if code else None,
    )  # fmt: skip
    first = ft.Row(
        [ft.Container(ft.Row(head, wrap=True, spacing=12), expand=2),
         ft.Container(states, expand=3), ft.Container(reach, expand=4)],
        spacing=16, vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )  # fmt: skip
    narrow = current_runtime().window.value.width < scale().target * 18
    parts: list[ft.Control] = [*head, states, reach] if narrow else [first]
    parts += below
    return card(*parts, padding=10, spacing=8, status=TONES.get(answer.state, "waiting"))


@component
def StartForm(view: BcpView, close: Callable[[], None]) -> ft.Control:
    """Why, and how many: the numbers of the last round, or from 1 on."""
    last = tuple(one.worker for one in view.rounds[0].answers) if view.rounds else ()
    form = use_form(
        "county_bcp.start_form",
        {"reason": "", "count": len(last) or STAFF_USUAL, "last": "last" if last else None},
    )

    def command(sure: bool) -> StartSafetyRound:
        numbers = last if form["last"] else numbers_of(view.code, form["count"] or 0)
        return StartSafetyRound(form["reason"], numbers, view.council, sure)

    parts: list[ft.Control] = [form.text("reason", t("county_bcp.start_reason"), needed=True)]
    if last:
        parts.append(form.choice("last", "", [("last", t("county_bcp.start_last"))]))
    if not form["last"]:
        parts.append(
            form.number("count", t("county_bcp.start_count", code=view.code), least=1, most=400)
        )
    return card(
        *parts,
        no_names(),
        *form.ending(t("county_bcp.start"), command, t("county_bcp.started"), close, cancel=close),
    )
