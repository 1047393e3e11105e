"""What others have built upon is not taken away under them; what nobody used may go."""

from app.services.check_ins import CheckIn
from app.services.command import Ok, Refused
from app.services.volunteers import ChangeVolunteer, RegisterVolunteer
from tests.support.centres import Centre

REFUSED = Refused("undo_changed_since")


def register(centre: Centre) -> Ok:
    return centre.do(RegisterVolunteer("訓練 一郎", "クンレン イチロウ", "090-0000-0011"))


def people(centre: Centre) -> int:
    ((count,),) = centre.rows("SELECT count(*) FROM live_volunteer")
    return int(str(count))


def test_a_person_who_was_checked_in_since_stays(centre: Centre) -> None:
    made = register(centre)
    assert made.entity is not None
    here = centre.do(CheckIn(made.entity, although=("uninsured",)))
    assert centre.operation.undo(made.action, centre.actor) == REFUSED
    centre.undo(here)
    centre.undo(made)
    assert people(centre) == 0


def test_a_person_whose_record_was_changed_since_stays(centre: Centre) -> None:
    made = register(centre)
    assert made.entity is not None
    centre.do(ChangeVolunteer(made.entity, {"phone": "090-0000-0012"}))
    assert centre.operation.undo(made.action, centre.actor) == REFUSED
    assert people(centre) == 1


def test_the_undo_of_an_undo_brings_the_person_back_and_goes_once(centre: Centre) -> None:
    made = register(centre)
    gone = centre.undo(made)
    assert people(centre) == 0
    centre.undo(gone)
    assert people(centre) == 1
    assert centre.operation.undo(gone.action, centre.actor) == Refused("undo_done_already")
    centre.undo(made)
    assert people(centre) == 0
