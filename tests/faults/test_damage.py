"""Torn, cut and flipped files: a clear word, nothing shown that is not so, nothing lost that can be
read. What a bad sector does is done to copies, region by region."""

import re
from collections.abc import Iterator
from pathlib import Path
from random import Random
from shutil import copytree

import pytest

from app.bootstrap import PROGRAMS, open_operation
from app.cli.main import main
from app.cli.passphrase import VARIABLE
from app.services.needs import ReceiveNeed
from app.services.volunteers import RegisterVolunteer
from app.store.checkpoint import NAMES
from sync.core.errors import SyncError
from tests.support.centres import PASSPHRASE, open_centre

PAGE = 4096
PEOPLE = 200
SEED = 20_260_811


class Original:
    """A closed operation, and what it showed."""

    def __init__(self, folder: Path, digest: str) -> None:
        self.folder = folder
        self.digest = digest

    def copy(self, name: str, *, checkpoints: bool) -> Path:
        there = self.folder.with_name(name)
        copytree(self.folder, there)
        if not checkpoints:
            for file in NAMES:
                (there / file).unlink(missing_ok=True)
        return there


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Original:
    folder = tmp_path_factory.mktemp("damage") / "original"
    with open_centre(folder) as centre:
        for number in range(PEOPLE):
            phone = f"090-0000-{number:04}"
            centre.do(RegisterVolunteer(f"訓練 {number}号", phone=phone, another_person=True))
            if number % 4 == 0:
                centre.do(ReceiveNeed({"name": f"訓練 {number}世帯", "phone": phone}))
        digest = centre.operation.working_set.digest()
    return Original(folder, digest)


@pytest.fixture(autouse=True)
def passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, PASSPHRASE)


def flip(path: Path, place: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 0x10
    path.write_bytes(bytes(data))


def shown(folder: Path) -> tuple[str, int] | str:
    """(digest, unreadable batches), or the code of what it said instead of opening."""
    try:
        operation = open_operation(folder, PASSPHRASE)
    except SyncError as error:
        return error.code
    try:
        return operation.working_set.digest(), len(operation.start.unreadable)
    finally:
        operation.close()


def places(size: int) -> Iterator[int]:
    """The header of the file, and a place in the head and in the middle of every page."""
    random = Random(SEED)
    yield from (0, 18, 24, 28, 60, 96)
    for page in range(size // PAGE):
        yield page * PAGE + random.randrange(8 if page else 108, 120)
        yield page * PAGE + random.randrange(120, PAGE)


def test_a_flipped_byte_in_any_page_of_the_log_is_noticed_or_harms_nothing(
    original: Original,
) -> None:
    size = (original.folder / "log.sqlite").stat().st_size
    noticed = harmless = 0
    for place in places(size):
        folder = original.copy(f"log-{place}", checkpoints=False)
        flip(folder / "log.sqlite", place)
        found = shown(folder)
        if isinstance(found, str):
            assert found in ("damaged_file", "newer_format"), (place, found)
            noticed += 1
        elif found == (original.digest, 0):
            harmless += 1  # free space, an index, a spare copy
        else:
            assert found[1] > 0, f"byte {place}: something else is shown and nobody was told"
            noticed += 1
    assert noticed >= 10
    assert harmless


def test_with_a_checkpoint_a_flipped_byte_hides_nothing(original: Original) -> None:
    """The checkpoint holds what the log can no longer tell, unless the log does not open at all."""
    whole = refused = 0
    for place in list(places((original.folder / "log.sqlite").stat().st_size))[::3]:
        folder = original.copy(f"checkpoint-{place}", checkpoints=True)
        flip(folder / "log.sqlite", place)
        found = shown(folder)
        if isinstance(found, str):
            refused += 1
        else:
            assert found == (original.digest, 0), place
            whole += 1
    assert whole > 4 * refused


def test_verify_never_says_that_all_is_well_where_something_is_missing(
    original: Original, capsys
) -> None:
    for place in list(places((original.folder / "log.sqlite").stat().st_size))[1::5]:
        folder = original.copy(f"verify-{place}", checkpoints=False)
        flip(folder / "log.sqlite", place)
        found = shown(original.copy(f"seen-{place}", checkpoints=False)) and shown(folder)
        status = main(PROGRAMS, ["verify", str(folder)])
        said = capsys.readouterr()
        assert status in (0, 1, 3)
        if found != (original.digest, 0):
            assert status != 0, (place, said.out)
        assert not re.search(r"Traceback|訓練 \d+号|090-0000", said.out + said.err)


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.7, 0.95])
def test_a_cut_off_log_says_so(original: Original, share: float, capsys) -> None:
    folder = original.copy(f"cut-{share}", checkpoints=False)
    log = folder / "log.sqlite"
    log.write_bytes(log.read_bytes()[: int(log.stat().st_size * share)])
    status = main(PROGRAMS, ["verify", str(folder)])
    said = capsys.readouterr()
    assert status == 3
    assert "壊れています" in said.err or "読めない記録" in said.out


def test_a_missing_log_is_not_taken_for_a_new_operation(original: Original, capsys) -> None:
    """An empty log in its place would look as if nobody had ever come."""
    folder = original.copy("no-log", checkpoints=True)
    (folder / "log.sqlite").unlink()
    assert main(PROGRAMS, ["verify", str(folder)]) == 3
    assert "log.sqlite" in capsys.readouterr().err
    assert not (folder / "log.sqlite").exists()


def test_the_torn_end_of_the_write_ahead_file_costs_only_what_was_not_durable(
    original: Original, tmp_path: Path
) -> None:
    with open_centre(tmp_path / "op") as centre:
        for number in range(5):
            centre.do(RegisterVolunteer(f"訓練 {number}号", another_person=True))
        digest = centre.operation.working_set.digest()
        copytree(tmp_path / "op", tmp_path / "torn")
    # What a power cut leaves of a transaction that never returned: half a frame.
    with (tmp_path / "torn" / "log.sqlite-wal").open("ab") as wal:
        wal.write(Random(SEED).randbytes(PAGE // 2))
    assert shown(tmp_path / "torn") == (digest, 0)


def test_what_the_log_lost_at_its_end_stays_in_the_checkpoint_that_knew_it(
    original: Original, tmp_path: Path, capsys
) -> None:
    """Somebody cut the file, or put an older one back: both are told, nothing is thrown away."""
    with open_centre(tmp_path / "op") as centre:
        copytree(tmp_path / "op", tmp_path / "cut")
        centre.do(RegisterVolunteer("訓練 一郎"))
        centre.operation.checkpoint()
        checkpoint = (tmp_path / "op" / NAMES[0]).read_bytes()
    (tmp_path / "cut" / NAMES[0]).write_bytes(checkpoint)
    assert main(PROGRAMS, ["verify", str(tmp_path / "cut")]) == 3
    said = capsys.readouterr().out
    assert "記録より先に進んでいる" in said
    kept = tmp_path / "cut" / "checkpoint.ahead"
    assert kept.read_bytes() == checkpoint
    assert "checkpoint.ahead" in said
