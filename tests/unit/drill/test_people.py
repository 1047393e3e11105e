"""People who do not exist: plausible, the same for a seed, and nobody's."""

import re
from dataclasses import asdict
from datetime import date

import pytest

from app.catalogue.codes import CodeLists
from app.catalogue.fonts import missing
from app.domain.minors import stage_on
from app.domain.tables import REGISTRY
from app.drill.dice import Dice
from app.drill.material import names, words
from app.drill.needs import needs
from app.drill.people import groups, volunteers
from app.drill.places import fixed_line, mobile

DAY = date(2026, 7, 15)
CENTRE = "14206"
PEOPLE = list(volunteers(Dice("test"), 1200, CENTRE, DAY))
GROUPS = list(groups(Dice("test"), 40, CENTRE, DAY))
NEEDS = list(needs(Dice("test"), 600, CENTRE, DAY))


def codes(name: str) -> set[str | None]:
    return {code.code for code in CodeLists.load().shipped[name]}


class CountingRandom:
    """A port that gives the same bytes every time it is made."""

    def bytes(self, count: int) -> bytes:
        return bytes(range(count))


def test_a_seed_gives_the_same_people_everywhere() -> None:
    first, again = (Dice.from_port(CountingRandom()) for _ in range(2))
    assert list(volunteers(first, 5, CENTRE, DAY)) == list(volunteers(again, 5, CENTRE, DAY))
    assert PEOPLE[0].name == "山田\u3000雅人"


def test_asking_for_more_people_changes_nobody() -> None:
    assert list(volunteers(Dice("test"), 20, CENTRE, DAY)) == PEOPLE[:20]
    assert list(needs(Dice("test"), 20, CENTRE, DAY)) == NEEDS[:20]
    assert list(groups(Dice("test"), 5, CENTRE, DAY)) == GROUPS[:5]


def test_another_seed_gives_other_people() -> None:
    other = list(volunteers(Dice("other"), 50, CENTRE, DAY))
    assert sum(a.name == b.name for a, b in zip(other, PEOPLE, strict=False)) < 5


def all_phones() -> list[str]:
    phones = [p.phone for p in PEOPLE] + [n.phone for n in NEEDS] + [g.phone for g in GROUPS]
    phones += [p for person in PEOPLE for p in (person.phone_other, person.emergency_phone) if p]
    return phones + [need.phone_other for need in NEEDS if need.phone_other]


def test_no_telephone_number_can_be_anybodys() -> None:
    impossible = re.compile(r"0[789]0-0000-\d{4}|04\d\d-00-\d{4}|04\d-000-\d{4}")
    assert [phone for phone in all_phones() if not impossible.fullmatch(phone)] == []


def test_numbers_do_not_repeat_within_the_size_of_a_centre() -> None:
    assert len({mobile(index) for index in range(30_000)}) == 30_000
    assert len({fixed_line(index) for index in range(70_000)}) == 70_000


def test_no_house_number_exists_and_mail_goes_nowhere() -> None:
    addresses = [person.address for person in PEOPLE] + [need.address for need in NEEDS]
    assert [a for a in addresses if not re.search(r"99\d(?:-\d+)?(?:\D|$)", a)] == []
    mails = [person.email for person in PEOPLE if person.email]
    assert [mail for mail in mails if not mail.endswith(("@example.jp", "@example.com"))] == []


def test_everything_is_marked_as_training() -> None:
    notes = [p.note for p in PEOPLE] + [g.note for g in GROUPS] + [n.note for n in NEEDS]
    assert all(note.startswith("訓練") for note in notes)
    assert all(group.name.startswith("訓練") for group in GROUPS)


@pytest.mark.parametrize(
    "sign", ["髙", "邉", "𠮷", "﨑", "齋"], ids=["taka", "nabe", "yoshi", "saki", "sai"]
)
def test_old_characters_are_among_the_names(sign: str) -> None:
    assert any(sign in person.name for person in PEOPLE)


def test_very_long_very_short_and_foreign_names_are_among_them() -> None:
    lengths = sorted(len(person.name) for person in PEOPLE)
    assert lengths[0] <= 3
    assert lengths[-1] >= 20
    assert any(person.name.isascii() for person in PEOPLE)
    assert any(person.languages == ("ja", "vi") for person in PEOPLE)


def test_our_fonts_draw_every_name_and_word() -> None:
    store = names()
    texts = [name.written + name.kana for name in (*store.family, *store.unusual)]
    texts += [name.written for given in store.given.values() for name in given]
    texts += [full.written + full.kana for full in store.foreign]
    texts += [repr(words(file)) for file in ("people", "needs", "days")]
    assert missing("".join(texts)) == ()


def test_minors_have_a_guardian_and_some_lack_the_consent() -> None:
    minors = [
        p for p in PEOPLE if p.born_on and stage_on(date.fromisoformat(p.born_on), DAY) != "adult"
    ]
    assert len(minors) > 20
    assert all(minor.guardian_name for minor in minors)
    assert {minor.guardian_consent for minor in minors} == {True, False}
    assert not any(minor.vehicle or minor.licences or minor.experience for minor in minors)


def test_the_mix_of_people_is_that_of_a_centre() -> None:
    share = {
        "uninsured": sum(p.insurance == "none" for p in PEOPLE) / len(PEOPLE),
        "experienced": sum(p.experience for p in PEOPLE) / len(PEOPLE),
        "truck": sum(p.has_light_truck for p in PEOPLE) / len(PEOPLE),
        "ill": sum(p.illness is not None for p in PEOPLE) / len(PEOPLE),
        "registered": sum(p.pre_registered for p in PEOPLE) / len(PEOPLE),
    }
    assert 0.2 < share["uninsured"] < 0.36
    assert 0.4 < share["experienced"] < 0.6
    assert 0.01 < share["truck"] < 0.1
    assert 0.02 < share["ill"] < 0.12
    assert 0.6 < share["registered"] < 0.85


def test_every_code_is_one_of_the_shipped_lists() -> None:
    lists: dict[str, set[str | None]] = {
        "sex": {p.sex for p in PEOPLE},
        "age_band": {p.age_band for p in PEOPLE},
        "skill": {*(s for p in PEOPLE for s in p.skills), *(s for n in NEEDS for s in n.skills)},
        "licence": {code for p in PEOPLE for code in p.licences},
        "language": {code for p in PEOPLE for code in p.languages},
        "insurance_claim": {p.insurance for p in PEOPLE},
        "vehicle": ({p.vehicle for p in PEOPLE} | {g.vehicle for g in GROUPS}),
        "health_state": {p.condition for p in PEOPLE},
        "intake_channel": {need.channel for need in NEEDS},
        "requester_kind": {need.requester_kind for need in NEEDS},
        "relation": {need.relation for need in NEEDS},
        "urgency": {need.urgency for need in NEEDS},
        "survey_wanted": {need.survey_wanted for need in NEEDS},
        "ownership_home": {need.ownership for need in NEEDS},
        "work_kind": {code for need in NEEDS for code in need.kinds},
        "damage": {code for need in NEEDS for code in need.damages},
        "equipment": {code for need in NEEDS for code in need.tools},
        "danger": {code for need in NEEDS for code in need.dangers},
        "inspection": {need.inspection for need in NEEDS},
        "decline_reason": {need.declined for need in NEEDS},
        "refer_to": {need.refer_to for need in NEEDS},
    }
    unknown = {name: found - codes(name) - {None} for name, found in lists.items()}
    assert {name: found for name, found in unknown.items() if found} == {}


def test_fields_have_the_names_of_the_data_model() -> None:
    volunteer = {
        *REGISTRY.by_name["volunteer"].by_name,
        *REGISTRY.by_name["volunteer_private"].by_name,
    }
    own = {"index", "insurance", "vehicle", "pre_registered"}
    assert set(asdict(PEOPLE[0])) - volunteer == own
    need = {*REGISTRY.by_name["need"].by_name, *REGISTRY.by_name["need_private"].by_name}
    assert set(asdict(NEEDS[0])) - need == {"index", "known_house", "caller", "declined"}


def test_vital_questions_are_sometimes_left_blank_and_never_in_a_crisis() -> None:
    vital = ("household", "health", "utilities", "supporter")
    blanks = [need for need in NEEDS if any(getattr(need, name) is None for name in vital)]
    assert 0.2 < len(blanks) / len(NEEDS) < 0.8
    crises = [need for need in NEEDS if need.crisis]
    assert crises
    assert not [need for need in blanks if need.crisis]
    assert all(need.alone is None for need in NEEDS if need.household is None)


def test_second_calls_are_about_a_house_that_called_before() -> None:
    second = [need for need in NEEDS if need.known_house is not None]
    assert 0.03 < len(second) / len(NEEDS) < 0.15
    assert {need.caller for need in second} == {"son", "neighbour", "again"}
    for need in second:
        first = NEEDS[need.known_house or 0]
        assert (first.index < need.index, first.address) == (True, need.address)


def test_what_a_team_may_see_of_a_need_has_no_house_number() -> None:
    assert not [need.town for need in NEEDS if re.search(r"\d", need.town)]


def test_group_lists_are_not_longer_than_the_group() -> None:
    assert all(len(group.members) <= group.heads for group in GROUPS)
    assert any(len(group.members) < group.heads for group in GROUPS)
