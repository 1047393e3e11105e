"""`strings` over the folder of a drill finds nobody: no name, kana, phone number or address.

What `verify` looks for with its own search (`tests/unit/services/test_plaintext.py`) is looked for
here in the plainest way, with no code of ours: `bytes.find` over every file that a busy, killed
desk left, in each encoding that a text may have been written in.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree

import pytest

from app.bootstrap import make_demo, open_operation
from app.cli.programs import DemoSize
from app.services.command import Ok
from app.services.operation import Operation
from app.services.photos import AddPhoto
from tests.faults.writing import ACTOR, PASSPHRASE
from tests.support.centres import MORNING_MS, fake_world
from tests.support.world import FakeClock

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "cp932")
BYTES_MIN = 6  # chance would find shorter ones in any ciphertext
# By column, over every table that has one: a field that is added later is looked for as well.
PERSONAL = ("name", "kana", "phone", "address", "building", "email")
OF_PEOPLE = ("volunteer", "need", "contact", "survey", "group_member", "staff", "insurance")
SIZE = DemoSize(volunteers=60, needs=30, days=2)
SECRET = "090-0000-0077"

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")


@dataclass(frozen=True)
class Drill:
    folder: Path
    words: frozenset[str]


@pytest.fixture(scope="module")
def drill(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Drill:
    """A demo with photos and checkpoints; then a desk works on it and is killed in the middle."""
    base = tmp_path_factory.mktemp("strings")
    folder = base / "op"
    world = fake_world(FakeClock(MORNING_MS))
    make_demo(folder, PASSPHRASE, SIZE, 1, lambda _done, _all: None, world=world)
    with closing(open_operation(folder, PASSPHRASE, world)) as operation:
        add_photo(operation)
        operation.checkpoint()
    killed_desk(repository, folder, base / "said")
    copytree(folder, base / "seen")
    with closing(open_operation(base / "seen", PASSPHRASE, world)) as operation:
        words = frozenset(personal(operation))
    return Drill(folder, words)


def add_photo(operation: Operation) -> None:
    ((need,),) = operation.read(
        lambda db: db.execute("SELECT id FROM live_need LIMIT 1").fetchall()
    )
    # A picture with a name and a number in its text, as cameras and scanners write them.
    put = operation.blobs.put(f"JFIF 訓練 花子 {SECRET} ".encode() * 50)
    photo = AddPhoto(need, put.hash, put.key, put.size, "", caption=SECRET, consent=True)
    assert isinstance(operation.submit(photo, ACTOR), Ok)


def killed_desk(repository: Path, folder: Path, said: Path) -> None:
    desk = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.writing", str(folder), str(said)],
        cwd=repository, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
    )  # fmt: skip
    assert desk.stdin is not None
    assert desk.stdout is not None
    desk.stdin.write("1\n")
    child = int(desk.stdout.readline())
    while not (said.exists() and said.read_bytes().count(b'"ok"') >= 40):
        assert desk.poll() is None
    os.kill(child, signal.SIGKILL)
    desk.communicate()


def personal(operation: Operation) -> Iterator[str]:
    """Whatever the working set holds about people, each whole and in parts."""
    with closing(operation.working_set.copy()) as db:
        columns = db.execute(
            "SELECT m.name, p.name FROM sqlite_schema m JOIN pragma_table_info(m.name) p "
            "WHERE m.type = 'table' AND m.name NOT GLOB '_*'"
        ).fetchall()
        for table, column in columns:
            if not table.startswith(OF_PEOPLE) or not any(part in column for part in PERSONAL):
                continue
            for (value,) in db.execute(
                f'SELECT DISTINCT "{column}" FROM "{table}" WHERE typeof("{column}") = \'text\''
            ):
                yield value
                yield from value.split("\u3000")  # 姓 and 名 alone
                if any(sign.isdecimal() for sign in value):
                    yield value.replace("-", "")


def encoded(word: str, encoding: str) -> bytes:
    """Nothing where the encoding has no such letters: then it cannot stand in a file in it."""
    try:
        return word.encode(encoding)
    except UnicodeEncodeError:
        return b""


def found(words: frozenset[str], folder: Path) -> set[tuple[str, str]]:
    """(file, encoding) wherever one of the words stands."""
    needles = {
        (encoding, data)
        for word in words
        for encoding in ENCODINGS
        if len(data := encoded(word, encoding)) >= BYTES_MIN
    }
    hits = set()
    for path in folder.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        hits |= {(path.name, code) for code, data in needles if data in content}
    return hits


def test_no_file_of_a_killed_drill_names_anybody(drill: Drill) -> None:
    files = {path.name for path in drill.folder.rglob("*") if path.is_file()}
    assert {"log.sqlite", "log.sqlite-wal", "checkpoint.a", "checkpoint.b", "vault"} <= files
    assert list((drill.folder / "photos").iterdir())
    assert len(drill.words) > 300
    assert found(drill.words | {SECRET, "訓練 花子"}, drill.folder) == set()


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_somebody_who_does_stand_there_is_found(
    drill: Drill, tmp_path: Path, encoding: str
) -> None:
    """The search above can fail: it finds what is planted in the middle of a sealed file."""
    word = max((one for one in drill.words if encoded(one, "cp932")), key=len)
    data = (drill.folder / "checkpoint.a").read_bytes()
    middle = len(data) // 2
    planted = data[:middle] + encoded(word, encoding) + data[middle:]
    (tmp_path / "checkpoint.a").write_bytes(planted)
    assert ("checkpoint.a", encoding) in found(drill.words, tmp_path)
