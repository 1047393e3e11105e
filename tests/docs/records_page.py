"""The page of all tables and fields, from the field lists in `app/domain/tables*.py` and
`sync/core/auth_tables.py`.

The remarks stand only in the source, so the source is read, and held against the registry.
"""

import ast
from collections.abc import Iterator
from itertools import chain

from app.domain.tables import REGISTRY
from sync.core.registry import SpaceKind, Table
from tests.tidy.sources import ROOT, modules

PAGE = ROOT / "docs" / "reference" / "records.md"
HEAD = """# Tables and fields

What an operation records, by the space that it lies in. Numbers are for ever
(`tests/golden/registry.txt`). Every table also has an id of 16 bytes; a field that nobody asked
about is empty. Written by `make docs`.
"""
MEANING = {
    SpaceKind.AUTH: "devices and what they may do; readable by everyone",
    SpaceKind.SHARED: "no personal data; readable by all councils",
    SpaceKind.CENTRE: "readable by the centre's devices",
    SpaceKind.SEALED: "residents and health; readable by the needs desk and coordinators",
}


def page() -> str:
    """The whole page as Markdown."""
    remarks = dict(_remarks())
    parts = [HEAD]
    for space, meaning in MEANING.items():
        parts.append(f"\n## Space {space}: {meaning}\n")
        tables = [table for table in REGISTRY.tables if table.space is space]
        parts += [_section(table, remarks) for table in sorted(tables, key=lambda t: t.number)]
    return "".join(parts)


def _section(table: Table, remarks: dict[tuple[str, str], str]) -> str:
    only_added = "Lines are only added.\n\n" if table.append_only else ""
    rows = []
    for field in sorted(table.fields, key=lambda field: field.number):
        remark = remarks.get((table.name, field.name), "")
        rows.append(f"| {field.number} | `{field.name}` | {field.type} | {remark} |\n")
    head = "| | field | type | |\n|---|---|---|---|\n"
    return f"\n### {table.number} {table.name}\n\n{only_added}{head}{''.join(rows)}"


def _remarks() -> Iterator[tuple[tuple[str, str], str]]:
    """((table, field), remark) of every line "number name type  # remark"."""
    for path, _, tree in chain(modules("app"), modules("sync")):
        if path.parts[1] not in ("domain", "core") or "tables" not in path.stem:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "table":
                texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
                name, lines = str(texts[1]), str(texts[-1])
                for line in lines.splitlines():
                    words, _, remark = line.partition("#")
                    if words.split():
                        yield (name, words.split()[1]), remark.strip().replace("|", "/")
