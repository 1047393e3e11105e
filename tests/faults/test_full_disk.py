"""A disk that is full or refuses: the action is refused in words, and nothing that was confirmed is
lost."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.bootstrap import PROGRAMS, shipped_dictionaries
from app.cli.main import main
from app.cli.passphrase import VARIABLE
from app.services.command import Ok
from app.services.operation import Operation
from app.services.operation_files import LOG, FolderLock
from sync.crypto.vault import Vault
from sync.log.sqlite import SqliteLog
from tests.support.centres import PASSPHRASE, fake_world, open_centre
from tests.support.fill_disk import fill, people, register
from tests.support.world import FakeClock

DISK_BYTES = 3_000_000
BALLAST_BYTES = 1_200_000


def open_with_quota(folder: Path, pages: int) -> Operation:
    world = fake_world(FakeClock())
    vault = Vault.open(folder / "vault", PASSPHRASE, disk=world.disk, random=world.random)
    log = SqliteLog.open(folder / LOG, pages_max=pages)
    return Operation(folder, vault, log, FolderLock(folder), world, shipped_dictionaries())


def test_a_full_log_refuses_and_keeps_what_it_confirmed(tmp_path: Path) -> None:
    with open_centre(tmp_path):
        pass
    operation = open_with_quota(tmp_path, 40)
    confirmed, code = fill(operation)
    assert confirmed > 10
    assert code == "disk_full"
    assert people(operation) == confirmed, "what was refused is not shown either"
    operation.close()
    roomy = open_with_quota(tmp_path, 10_000)
    assert people(roomy) == confirmed
    assert isinstance(register(roomy, 2), Ok)
    assert roomy.working_set.digest() == roomy.rebuild_digest()
    roomy.close()


def small_disk(script: str) -> "subprocess.CompletedProcess[str]":
    """Runs in a name space of its own, where a small disk may be mounted without being root."""
    return subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", "sh", "-ec", script],
        capture_output=True, text=True, check=False,
        env={**os.environ, VARIABLE: PASSPHRASE},
    )  # fmt: skip


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    there = tmp_path / "disk"
    there.mkdir()
    try:
        tried = small_disk(f"mount -t tmpfs -o size=1m none {there}")
    except OSError:
        pytest.skip("no unshare here")
    if tried.returncode != 0:
        pytest.skip("no name spaces for users here")
    return there


def test_a_real_disk_that_fills_up_and_is_emptied(tmp_path: Path, disk: Path) -> None:
    with open_centre(tmp_path / "op"):
        pass
    python = f"cd {Path.cwd()} && {sys.executable} -m"
    done = small_disk(
        f"mount -t tmpfs -o size={DISK_BYTES} none {disk}\n"
        f"cp -r {tmp_path / 'op'} {disk / 'op'}\n"
        f"head -c {BALLAST_BYTES} /dev/zero > {disk / 'ballast'}\n"
        f"{python} tests.support.fill_disk {disk / 'op'} {disk / 'ballast'}\n"
        f"{python} app verify {disk / 'op'} >&2\n"
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["code"] == "disk_full"
    assert seen["confirmed"] > 100
    assert seen["shown"] == seen["confirmed"]
    assert not seen["checkpoint"], "there was no room for it"
    assert seen["again"], "with room again it goes on at once"
    assert "すべて正しい状態" in done.stderr


def test_a_file_that_may_not_grow_is_told_apart(tmp_path: Path) -> None:
    """The system refuses the write itself (a quota, a stick that turned read-only)."""
    with open_centre(tmp_path):
        pass
    script = (
        "import resource, signal, sys\n"
        "from pathlib import Path\n"
        "from tests.support.fill_disk import fill, people\n"
        "from app.bootstrap import open_operation\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "operation = open_operation(Path(sys.argv[1]), sys.argv[2])\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000))\n"
        "confirmed, code = fill(operation)\n"
        "print(confirmed, code, people(operation))\n"
        "operation.close()\n"
    )
    pytest.importorskip("resource")
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path), PASSPHRASE],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    confirmed, code, shown = done.stdout.split()
    assert code in ("disk_full", "disk_unwritable")
    assert int(confirmed) == int(shown) > 50
    later = open_with_quota(tmp_path, 10_000)
    assert people(later) == int(confirmed)
    later.close()


def test_a_read_only_folder_is_told(tmp_path: Path, monkeypatch, capsys) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write anywhere")
    monkeypatch.setenv(VARIABLE, PASSPHRASE)
    with open_centre(tmp_path / "op"):
        pass
    (tmp_path / "op").chmod(0o500)
    try:
        assert main(PROGRAMS, ["verify", str(tmp_path / "op")]) != 0
        assert "Traceback" not in capsys.readouterr().err
    finally:
        (tmp_path / "op").chmod(0o700)
