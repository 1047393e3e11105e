"""What the device page says of the folder, and that checking it finds a real operation whole."""

from pathlib import Path

from app.services.satellites import AddSatellite
from app.services.storage import storage_facts, verified
from tests.support.centres import Centre


def test_the_folder_grows_with_what_is_done(centre: Centre) -> None:
    before = storage_facts(centre.operation)
    for number in range(50):
        centre.do(AddSatellite(f"{number}番サテライト"))
    after = storage_facts(centre.operation)
    assert after.batches == before.batches + 50
    assert after.bytes_used > before.bytes_used > 0
    assert after.bytes_free > 0
    assert Path(after.folder).name == "op"
    assert after.checkpoint_at is None or after.checkpoint_at > 0


def test_a_sound_operation_is_found_sound(centre: Centre) -> None:
    centre.do(AddSatellite("東部"))
    found = verified(centre.operation)
    assert (found.damages, found.same) == (0, True)
    assert found.batches == centre.operation.log.count()
    assert found.chains >= 3
