"""A real PostgreSQL for the tests, from a wheel: see `app.bench.postgres`, which starts it.

It does not force its files to the disk: no test here pulls the plug.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count

import psycopg
from psycopg import sql

from app.bench.postgres import NOT_TO_THE_DISK
from app.bench.postgres import running as running_with


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
    with running_with(NOT_TO_THE_DISK) as address:
        yield Server(address)
