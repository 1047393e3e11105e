"""The matching in words: reasons, stops, what a team lacks, what a need wants."""

from collections.abc import Iterable, Mapping
from datetime import date

from app.domain.calendar_jp import short_day_text, time_text
from app.domain.eligibility import HardStop
from app.domain.teams import Lack
from app.matching.words import Because
from app.services.command import Refused
from app.services.teams_choices import JobToServe
from app.store.queries.teams import Team, Vehicle
from app.store.queries.waiting import Person
from app.ui.code_texts import code_label
from app.ui.i18n import refusal_text, t

# Parameters that are codes, and the list they come from.
_LISTS = {
    "skill": "skill",
    "kind": "work_kind",
    "status": "need_status",
    "inspection_kind": "inspection_kind",
}
# Reasons that the tags of a row say already.
_SAID_BY_TAGS = frozenset({"experienced", "drives", "been_out_today", "waiting_long"})
REASONS_MAX = 3


def spoken(params: Mapping[str, object]) -> dict[str, object]:
    """Codes and days in parameters as people say them."""
    found: dict[str, object] = dict(params)
    for name, value in params.items():
        if name in _LISTS and value:
            found[name] = code_label(_LISTS[name], str(value))
        elif name == "day":
            found[name] = short_day_text(date.fromisoformat(str(value)))
        elif name == "act":
            found[name] = t(f"need_act.{value}")
        elif name == "missing":
            found[name] = t(f"missing.{value}")
    return found


def refusal(refused: Refused) -> Refused:
    """The same refusal with words for codes."""
    return Refused(refused.code, spoken(refused.params), refused.field, refused.override)


def stop_text(stop: HardStop) -> str:
    return refusal_text(refusal(Refused(stop.code, stop.params)))


def short_stop(stop: HardStop) -> str:
    """A stop in a row: two or three words."""
    return t(f"matching.stop.{stop.code}")


def lack_text(lack: Lack) -> str:
    return t(f"lack.{lack.code}", **spoken(lack.params))


def reason_texts(reasons: Iterable[Because], *, rows: bool = False) -> tuple[str, ...]:
    """Why, the strongest first; in rows without what their tags say."""
    chosen = [one for one in reasons if not (rows and one.code in _SAID_BY_TAGS)]
    return tuple(t(f"why.{one.code}", **spoken(one.params)) for one in chosen[:REASONS_MAX])


def kinds_text(kinds: Iterable[str]) -> str:
    return t("matching.and").join(code_label("work_kind", kind) for kind in kinds)


def work_text(job: JobToServe) -> str:
    """The work, or that nobody wrote it down."""
    return kinds_text(job.row.kinds) or t("matching.no_kinds")


def wants(job: JobToServe) -> tuple[str, ...]:
    """What the need asks for beside people: a truck, women, skills."""
    wanted = job.row.wanted
    found = [t("matching.wants_truck")] if wanted.truck else []
    found += [t("matching.wants_women")] if wanted.women else []
    found += [code_label("skill", skill) for skill in sorted(wanted.skills)]
    return tuple(found)


def people_wanted(job: JobToServe) -> str:
    people = job.row.wanted.people
    return t("matching.people_open") if people is None else t("matching.people", heads=people)


def team_work(team: Team) -> str:
    """What the team does, in one line."""
    if team.need is None:
        return team.note or code_label("team_kind", team.kind)
    return "　".join(part for part in (team.need_number, kinds_text(team.kinds)) if part)


def tags_of(person: Person) -> tuple[str, ...]:
    """What matters about somebody who waits, one or two words each."""
    member = person.member
    found = []
    if person.group is not None:
        found.append(t("matching.tag.heads", heads=person.free))
        if member.experienced:
            found.append(t("matching.tag.experienced_heads", heads=member.experienced))
    elif member.experienced:
        found.append(t("matching.tag.experienced"))
    elif member.first_time:
        found.append(t("matching.tag.first"))
    if person.jobs_today:
        found.append(t("matching.tag.again", jobs=person.jobs_today + 1))
    if member.truck:
        found.append(t("matching.tag.truck"))
    elif member.car:
        found.append(t("matching.tag.car"))
    elif member.drives:
        found.append(t("matching.tag.drives"))
    found += [code_label("skill", skill) for skill in sorted(member.skills)]
    if person.place:
        found.append(person.place)
    if person.centre_work:
        found.append(t("matching.tag.centre"))
    if person.wish and person.wish != "anything":
        found.append(t("matching.tag.wish", wish=code_label("wish", person.wish)))
    return tuple(found)


def since(person: Person) -> str:
    """From when somebody has waited."""
    return t("matching.since", at=time_text(person.since))


def vehicle_text(vehicle: Vehicle) -> str:
    """The car as people point at it: kind, whose, plate."""
    parts = [code_label("vehicle", vehicle.kind), vehicle.name or vehicle.owner, vehicle.plate]
    if vehicle.seats:
        parts.append(t("matching.seats", seats=vehicle.seats))
    return "　".join(part for part in parts if part)
