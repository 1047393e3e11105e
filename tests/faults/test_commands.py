"""What people read when something is wrong, from `python -m app` as a process of its own: a
sentence and an exit code, never a traceback; and what the rescue or room on the disk gives back.

More kinds of harm, in one process: `test_damage.py`, `test_keys_and_formats.py`.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from app.bootstrap import PROGRAMS, open_operation
from app.cli.main import main
from app.cli.passphrase import VARIABLE
from app.services.needs import ReceiveNeed
from app.services.photos import AddPhoto
from app.services.volunteers import RegisterVolunteer
from tests.faults.test_full_disk import small_disk
from tests.support.centres import PASSPHRASE, open_centre


@pytest.fixture
def digest(tmp_path: Path) -> str:
    """Of an operation at `op` that was closed in order."""
    with open_centre(tmp_path / "op") as centre:
        for number in range(3):
            centre.do(RegisterVolunteer(f"訓練 {number}号", another_person=True))
        need = centre.do(ReceiveNeed({"name": "訓練 花子"})).entity
        assert need is not None
        put = centre.operation.blobs.put(b"JFIF")
        centre.do(AddPhoto(need, put.hash, put.key, put.size, "", consent=True))
        return centre.operation.working_set.digest()


def shown(folder: Path) -> str:
    with closing(open_operation(folder, PASSPHRASE)) as operation:
        assert not operation.start.unreadable
        return operation.working_set.digest()


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def wrong_centre(folder: Path) -> None:
    """One letter of the card: it is JSON still, and every field is there."""
    card = json.loads((folder / "operation.json").read_text())
    last = "0" if card["centre"][-1] != "0" else "1"
    text = json.dumps({**card, "centre": card["centre"][:-1] + last})
    (folder / "operation.json").write_text(text)


def the_photo(folder: Path) -> None:
    (photo,) = (folder / "photos").iterdir()
    flip(photo)


def the_checkpoint(folder: Path) -> None:
    flip(folder / "checkpoint.a")


@pytest.mark.parametrize(
    ("harm", "status", "sentence"),
    [
        (wrong_centre, 3, "ファイルが壊れています: operation.json"),
        (the_photo, 3, "× 壊れた写真: 1 枚"),
        (the_checkpoint, 0, "起動用の写し checkpoint.a は使えなかった"),
    ],
)
def test_harm_is_told_in_words(
    repository: Path, tmp_path: Path, digest: str, harm: Callable[[Path], None], status: int,
    sentence: str,
) -> None:  # fmt: skip
    harm(tmp_path / "op")
    done = subprocess.run(
        [sys.executable, "-m", "app", "verify", str(tmp_path / "op")],
        cwd=repository, capture_output=True, text=True, check=False,
        env={**os.environ, VARIABLE: PASSPHRASE, "PYTHONIOENCODING": "utf-8"}, encoding="utf-8",
    )  # fmt: skip
    said = done.stdout + done.stderr
    assert done.returncode == status, said
    assert sentence in said
    assert not re.search("Traceback|訓練 ", said)
    if status == 0:
        assert shown(tmp_path / "op") == digest


@pytest.mark.parametrize("card", [None, b"", b"{}", b"\xff" * 40])
def test_a_card_that_is_damaged_is_written_anew_by_the_rescue(
    tmp_path: Path, digest: str, monkeypatch: pytest.MonkeyPatch, card: bytes | None
) -> None:
    monkeypatch.setenv(VARIABLE, PASSPHRASE)
    if card is None:
        wrong_centre(tmp_path / "op")
    else:
        (tmp_path / "op" / "operation.json").write_bytes(card)
    words = ["verify", str(tmp_path / "op"), "--rescue", str(tmp_path / "new")]
    assert main(PROGRAMS, words) == 0
    assert shown(tmp_path / "new") == digest
    assert main(PROGRAMS, ["verify", str(tmp_path / "new")]) == 0


@pytest.mark.parametrize(
    ("words", "room"), [("new DIR --centre 訓練", 120_000), ("demo DIR --volunteers 60", 400_000)]
)
def test_what_does_not_fit_leaves_nothing_behind(
    repository: Path, tmp_path: Path, words: str, room: int
) -> None:
    """A half made folder would refuse the next try, or look ready."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = f"{sys.executable} -m app {words.replace('DIR', str(disk / 'op'))}"
    try:
        done = small_disk(
            f"mount -t tmpfs -o size={room} none {disk} || {{ echo no mount; exit 9; }}\n"
            f"cd {repository}\n"
            f"{command} && exit 8\n"
            f'test "$(ls {disk})" = ""\n'
            f"mount -t tmpfs -o remount,size=50m none {disk}\n"
            f"{command}\n"
        )
    except OSError:
        pytest.skip("no unshare here")
    if done.returncode == 9 or "unshare" in done.stderr:
        pytest.skip("no name spaces for users here")
    assert "ディスクの空きがありません。空きを作ってからもう一度お試しください" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.returncode == 0, done.stdout + done.stderr
