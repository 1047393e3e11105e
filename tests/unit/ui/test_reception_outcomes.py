"""Every outcome at reception has its own colour sign and tone; every doubt has its answers."""

from app.catalogue.messages import LANGUAGES, Messages
from app.domain.insurance import InsuranceState
from app.services.check_ins import CONSENT_DOUBTS, INSURANCE_DOUBTS
from app.store.queries.calendar import NO_WORK
from app.ui.screens.reception.outcomes import ANSWERS, FACES, kind_of


def test_no_two_outcomes_sound_or_look_the_same() -> None:
    assert len({face.sound for face in FACES.values()}) == len(FACES)
    assert len({face.icon for face in FACES.values()}) == len(FACES)


def test_every_doubt_is_a_question_that_can_be_answered_in_three_taps_at_most() -> None:
    of_the_day = {"other_day", "day_is_full", *(f"today_{kind}" for kind in NO_WORK)}
    doubts = INSURANCE_DOUBTS | CONSENT_DOUBTS | of_the_day
    assert set(ANSWERS) == doubts
    assert all(1 <= len(answers) <= 3 for answers in ANSWERS.values())
    assert all(kind_of(code) != "refused" for code in doubts)


def test_every_answer_and_state_has_words_in_every_language() -> None:
    for language in LANGUAGES:
        texts = Messages.load(language)
        for code, answers in ANSWERS.items():
            assert f"refused.{code}" in texts, code
            for answer in answers:
                assert f"reception.answer.{answer}" in texts, answer
        for state in InsuranceState:
            if state is not InsuranceState.NOT_YET:  # has a shorter word
                assert f"reception.cover.{state}" in texts, state
