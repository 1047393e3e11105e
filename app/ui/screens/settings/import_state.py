"""An import between the picked file and what was written: its stages, and the work of each.

The work runs on worker threads and tells how far it is; a person may stop it until writing begins.
"""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeAlias

from app.documents.readers.columns import Mapping, guess_kind, recognise
from app.documents.readers.decode import decode
from app.documents.readers.headers import Kind
from app.documents.readers.plan import ImportPlan, make_plan
from app.documents.readers.table import Decoded, Progress
from app.services.command import Actor
from app.services.imports import Forecast, foresee_import
from app.store.queries.imports import file_was_imported
from app.ui.components.files import PickedFile
from app.ui.operation_port import OperationPort


@dataclass(frozen=True)
class Picking:
    """Nothing is chosen. `refusal` says why the last file could not be read."""

    refusal: str = ""


@dataclass(frozen=True)
class Reading:
    """`step` as the readers name it; `total` 0 is unknown."""

    name: str
    step: str = "open"
    done: int = 0
    total: int = 0


@dataclass(frozen=True, eq=False)
class Preview:
    """What the import would do. Compared by identity: it holds the whole file."""

    file: PickedFile
    decoded: Decoded
    plan: ImportPlan
    forecast: Forecast
    imported_at: int | None

    @property
    def mapping(self) -> Mapping:
        return self.plan.mapping


@dataclass(frozen=True)
class Writing:
    """It cannot be stopped any more."""

    name: str


@dataclass(frozen=True)
class Written:
    name: str
    kind: Kind
    counts: dict[str, int] = field(default_factory=dict)


Stage: TypeAlias = Picking | Reading | Preview | Writing | Written


class Watch:
    """How far the worker is, and whether the person wants no more. Shared by two threads: each
    field is written by one of them."""

    def __init__(self, name: str) -> None:
        self.now = Reading(name)
        self.stopped = False

    def report(self, step: str, done: int, total: int) -> bool:
        self.now = replace(self.now, step=step, done=done, total=total)
        return not self.stopped


def first_preview(
    file: PickedFile, operation: OperationPort, actor: Actor, today: date, watch: Watch
) -> Preview:
    """A file as it comes: its kind is guessed. Raises FileRefused, Stopped."""
    decoded = decode(file.content, Progress(watch.report))
    mapping = recognise(decoded, guess_kind(decoded))
    return next_preview(file, decoded, mapping, operation, actor, today, watch)


def next_preview(
    file: PickedFile,
    decoded: Decoded,
    mapping: Mapping,
    operation: OperationPort,
    actor: Actor,
    today: date,
    watch: Watch,
) -> Preview:
    """The same file under a mapping that a person has changed. Raises Stopped."""
    progress = Progress(watch.report)
    digest = hashlib.sha256(file.content).hexdigest()
    plan = make_plan(decoded, mapping, file.name, digest, today, progress)
    forecast = operation.foresee(foresee_import(plan, progress), actor)
    before = operation.read(lambda db: file_was_imported(db, digest))
    return Preview(file, decoded, plan, forecast, before)
