"""The numbers of tables and fields, as the golden file holds them.

On the wire tables and fields are numbers. They are never reused and their types never change, so
the golden file only grows. `make docs` adds new lines and refuses to drop or change one.
"""

from pathlib import Path

from app.domain.tables import REGISTRY
from tests.tidy.sources import ROOT

GOLDEN = ROOT / "tests" / "golden" / "registry.txt"
HEAD = "# Tables and fields on the wire: lines are added (make docs), never changed or dropped.\n"


def lines() -> list[str]:
    """One line for each table, and one for each field below it."""
    found = []
    for table in sorted(REGISTRY.tables, key=lambda table: table.number):
        kind = " append_only" if table.append_only else ""
        found.append(f"{table.number} {table.name} {table.space}{kind}")
        fields = sorted(table.fields, key=lambda field: field.number)
        found += [f"{table.number}.{f.number} {table.name}.{f.name} {f.type}" for f in fields]
    return found


def recorded(golden: Path = GOLDEN) -> list[str]:
    if not golden.exists():
        return []
    return [line for line in golden.read_text("utf-8").splitlines() if not line.startswith("#")]


def write(golden: Path = GOLDEN) -> None:
    """Adds what is new. SystemExit, naming the lines, when something recorded is gone."""
    now = lines()
    if lost := [line for line in recorded(golden) if line not in now]:
        raise SystemExit("These numbers are for ever, bring them back:\n" + "\n".join(lost))
    golden.parent.mkdir(exist_ok=True)
    golden.write_text(HEAD + "".join(f"{line}\n" for line in now), encoding="utf-8")
