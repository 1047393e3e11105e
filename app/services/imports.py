"""Importing a file: what it would do (`foresee_import`), and doing it, all of it or nothing.

Promises that both answer alike, that the same file a second time changes nothing, and that every
import which changed something is on record. Rows with errors are left out; the person has seen
them in the preview before.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from app.documents.readers.cells import Problem
from app.documents.readers.headers import Kind
from app.documents.readers.plan import ImportPlan, Outcome
from app.documents.readers.table import Progress
from app.services.command import Accepted, Command, Decision, Notice, Refused, decides
from app.services.context import Context
from app.services.import_rows import RowWriter

SECTIONS = {
    Kind.VOLUNTEERS: ("reception", "general"),
    Kind.NEEDS: ("needs", "survey", "general"),
    Kind.EQUIPMENT: ("equipment", "general"),
}
OUTCOMES = ("new", "changed", "same", "joined", "skipped", "error")


@dataclass(frozen=True)
class Forecast:
    """What an import would do. `outcomes` says it for each row of the file by its number;
    `problems` are those of the file and of the rows against what is here, in the file's order."""

    counts: dict[str, int]
    outcomes: dict[int, str]
    problems: tuple[Problem, ...]

    @property
    def writes(self) -> bool:
        """Whether there is anything to import."""
        return bool(self.counts["new"] or self.counts["changed"])


@dataclass(frozen=True)
class ImportFile(Command):
    """Everything in the plan that has no error, as one action."""

    plan: ImportPlan


@decides(ImportFile, sections=("reception", "needs", "survey", "equipment", "general"))
def import_file(command: ImportFile, ctx: Context) -> Decision:
    plan = command.plan
    if not any(ctx.actor.may_enter(section) for section in SECTIONS[plan.kind]):
        return Refused("other_section")
    forecast = foresee_import(plan)(ctx)
    if not any(forecast.counts[outcome] for outcome in ("new", "changed", "same")):
        return Refused("nothing_to_import")
    notice = Notice("imported", dict(forecast.counts))
    if not forecast.writes:
        return Accepted(None, (notice,))
    identifier = ctx.new_id()
    ctx.draft.move("import_run", identifier, {
        "kind": str(plan.kind), "file_name": plan.file_name, "file_hash": plan.file_hash,
        "rows_new": forecast.counts["new"], "rows_changed": forecast.counts["changed"],
        "rows_same": forecast.counts["same"], "at": ctx.now_ms, "by_name": ctx.actor.name or None,
    })  # fmt: skip
    return Accepted(identifier, (notice,))


def foresee_import(
    plan: ImportPlan, progress: Progress | None = None
) -> Callable[[Context], Forecast]:
    """A function for `Operation.foresee`. It raises Stopped where a person wants no more."""
    told = progress or Progress()

    def foresee(ctx: Context) -> Forecast:
        writer = RowWriter(ctx, plan.source)
        outcomes: dict[int, str] = {}
        problems: list[Problem] = []
        for done, row in enumerate(plan.rows):
            told.at("compare", done, len(plan.rows))
            problems += row.problems
            if row.outcome is Outcome.NEW:
                fate = writer.write(row)
                outcomes[row.number] = fate.outcome
                problems += fate.problems
            else:
                outcomes[row.number] = str(row.outcome)
        counted = Counter(outcomes.values())
        return Forecast({name: counted[name] for name in OUTCOMES}, outcomes, tuple(problems))

    return foresee
