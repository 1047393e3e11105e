"""Reads field lists of tables: one line a field, "number name type  # meaning".

Numbers are for ever: a field that is no longer used keeps its line. A wrong line raises
ValueError at import, so a mistake never reaches a device.
"""

from sync.core.registry import Field, FieldType, SpaceKind, Table


def table(
    number: int, name: str, space: SpaceKind, lines: str, *, append_only: bool = False
) -> Table:
    """A registry table from its field lines."""
    fields = tuple(
        _field(line, name) for line in lines.strip().splitlines() if line.partition("#")[0].strip()
    )
    return Table(number, name, space, fields, append_only)


def _field(line: str, table_name: str) -> Field:
    words = line.split("#", maxsplit=1)[0].split()
    if len(words) != 3:
        raise ValueError(f"table {table_name}: not a field line: {line!r}")
    return Field(int(words[0]), words[1], FieldType(words[2]))
