"""The needs that wait for a team, the first to be served on top; and the teams of today."""

import flet as ft

from app.services.teams_choices import JobToServe
from app.store.queries.teams import Team
from app.ui.code_texts import code_label
from app.ui.component import keyed, memo
from app.ui.components.cards import empty_state
from app.ui.components.lists import windowed_list
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import code_text, soft_text, text
from app.ui.i18n import t
from app.ui.palette import StatusName, palette
from app.ui.scale import scale
from app.ui.screens.matching.desk import MatchingDesk
from app.ui.screens.matching.pieces import mark, marks, pressable
from app.ui.screens.matching.words import (
    lack_text,
    people_wanted,
    reason_texts,
    short_stop,
    team_work,
    wants,
    work_text,
)
from app.ui.tagged import row_tag

ROWS = 60  # what is further down is not served next


def job_list(jobs: tuple[JobToServe, ...], chosen: bytes | None, desk: MatchingDesk) -> ft.Control:
    empty = empty_state(
        t("matching.no_jobs"), t("matching.no_jobs_hint"), icon=ft.Icons.HOME_REPAIR_SERVICE
    )
    return windowed_list(
        "matching.jobs",
        jobs,
        lambda job: keyed(job.row.id, JobRowCard, job, job.row.id == chosen, desk),
        empty=empty,
        window=ROWS,
    )


@memo
def JobRowCard(job: JobToServe, chosen: bool, desk: MatchingDesk) -> ft.Control:
    """Number, work, how many people; then what else it wants and why it stands here."""
    row = job.row
    head: list[ft.Control] = [code_text(row.number)]
    if row.crisis:
        head.append(status_chip("late", t("matching.crisis"), loud=True))
    if row.skilled:
        head.append(status_chip("decide", t("matching.skilled")))
    if job.short:
        head.append(status_chip("waiting", t("matching.short", heads=row.heads)))
    body: list[ft.Control] = [
        ft.Row(head, spacing=10, wrap=True, run_spacing=4),
        text("　".join(part for part in (work_text(job), row.town) if part), bold=True),
    ]
    facts = [mark(row.place, status="decide")] if row.place else []
    facts += [mark(people_wanted(job)), *(mark(word) for word in wants(job))]
    facts += [mark(t("matching.team_forming", team=number, heads=heads), status="waiting")
              for _, number, heads in job.teams]  # fmt: skip
    facts += [mark(short_stop(stop), status="late") for stop in job.stops]
    if job.waste_closed:
        facts.append(mark(t("matching.waste_closed"), status="late"))
    body.append(marks(facts))
    notes = [word for word in reason_texts(job.reasons) if word != t("why.crisis")]
    if notes:
        body.append(soft_text("・".join(notes)))
    return pressable(
        row_tag("matching.job", row.id),
        ft.Column(body, spacing=2, tight=True),
        lambda: desk.choose_need(row.id),
        selected=chosen,
        status="late" if row.crisis else None,
    )


def team_list(teams: tuple[Team, ...], chosen: bytes | None, desk: MatchingDesk) -> ft.Control:
    empty = empty_state(t("matching.no_teams"), t("matching.no_teams_hint"), icon=ft.Icons.GROUPS)
    return windowed_list(
        "matching.teams",
        teams,
        lambda team: keyed(team.id, TeamRowCard, team, team.id == chosen, desk),
        empty=empty,
        window=ROWS,
    )


@memo
def TeamRowCard(team: Team, chosen: bool, desk: MatchingDesk) -> ft.Control:
    """A team of today that has not left: what it does, how many, what it lacks."""
    status, word = team_status(team)
    head: list[ft.Control] = [code_text(team.number), status_chip(status, word)]
    if team.crisis:
        head.append(status_chip("late", t("matching.crisis"), loud=True))
    body: list[ft.Control] = [
        ft.Row(head, spacing=10, wrap=True, run_spacing=4),
        text(team_work(team), bold=True),
    ]
    facts = [mark(heads_text(team))]
    if team.place:
        facts.append(mark(team.place, status="decide"))
    if team.leader_name or team.contact_name:
        facts.append(mark(t("matching.led_by", name=team.contact_name or team.leader_name)))
    body.append(marks(facts))
    if team.lacks:
        body.append(text("・".join(lack_text(lack) for lack in team.lacks), size=scale().small,
                         colour=palette().out.ink))  # fmt: skip
    return pressable(
        row_tag("matching.team", team.id),
        ft.Column(body, spacing=2, tight=True),
        lambda: desk.choose_team(team.id),
        selected=chosen,
    )


def team_status(team: Team) -> tuple[StatusName, str]:
    """Work at the centre is never sent out: it is being done."""
    if team.kind == "centre":
        return "out", t("matching.at_centre")
    if team.state == "ready":
        return "ready", code_label("team_state", "ready")
    return "waiting", code_label("team_state", team.state)


def heads_text(team: Team) -> str:
    """3 / 5人."""
    if team.wanted.people is None:
        return t("matching.people", heads=team.heads)
    return t("matching.heads_of", heads=team.heads, people=team.wanted.people)
