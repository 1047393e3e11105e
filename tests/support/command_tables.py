"""Which tables each command can write, read from the source: its decider and all that it calls."""

import ast
from functools import cache

from app.domain.tables import REGISTRY
from app.services.command import HANDLERS, Command
from tests.tidy.sources import ROOT

Name = tuple[str, str]  # module, function
PUTS = "put_row"  # (ctx, table, id, values)
WRITES = {"new", "set", "move", "claim", "end", "delete", "undelete", "confirm", "attach"}


def tables_of(command: type[Command]) -> frozenset[str]:
    """Tables that are named in the source; those that depend on data are not among them."""
    decide = HANDLERS[command].decide
    module, name = decide.__module__, getattr(decide, "__name__", "")
    start = (module.rsplit(".", maxsplit=1)[-1], name)
    written, calls = _functions()
    found: set[str] = set()
    waiting, seen = [start], {start}
    while waiting:
        one = waiting.pop()
        found |= written.get(one, set())
        for called in calls.get(one, set()) - seen:
            seen.add(called)
            waiting.append(called)
    return frozenset(found)


@cache
def _functions() -> tuple[dict[Name, set[str]], dict[Name, set[Name]]]:
    """What every function of the services writes, and whom it may call."""
    written: dict[Name, set[str]] = {}
    calls: dict[Name, set[Name]] = {}
    for path in sorted((ROOT / "app" / "services").glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        imported = {
            alias.asname or alias.name: (str(node.module).rsplit(".", maxsplit=1)[-1], alias.name)
            for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }  # fmt: skip
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                name = (path.stem, node.name)
                written.setdefault(name, set()).update(_written(node))
                calls.setdefault(name, set()).update(
                    imported.get(word, (path.stem, word)) for word in _words(node)
                )
    return written, calls


def _written(function: ast.FunctionDef) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(function):
        if not isinstance(node, ast.Call):
            continue
        drafts = isinstance(node.func, ast.Attribute) and node.func.attr in WRITES
        puts = isinstance(node.func, ast.Name) and node.func.id == PUTS
        named = node.args[0:1] if drafts else node.args[1:2] if puts else []
        found.update(str(one.value) for one in named if isinstance(one, ast.Constant))
    return found & REGISTRY.by_name.keys()


def _words(function: ast.FunctionDef) -> set[str]:
    names = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
    return names | {node.attr for node in ast.walk(function) if isinstance(node, ast.Attribute)}
