"""Sizes and places: what a reader may count on in every file."""

import ast
import re
from pathlib import Path

from tests.tidy.sources import ROOT, files, modules, rooms

FUNCTION_LINES_MAX = 70
FILE_LINES_MAX = {"app": 400, "sync": 400, "tests": 600}
DOCSTRING_LINES_MAX = 14  # twelve of text and the quotes
README_LINES_MAX = 30
TOP_FOLDERS = {".ci", "app", "sync", "assets", "tests", "docs"}
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "misc", "stuff"}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def test_no_function_is_longer_than_a_screen() -> None:
    long = [
        f"{path}:{node.lineno} {node.name} has {lines} lines"
        for path, _, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, FUNCTIONS)
        and (lines := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION_LINES_MAX
    ]
    assert not long, "\n".join(long)


def test_no_file_is_longer_than_its_room_allows() -> None:
    long = [
        f"{path} has {lines} lines"
        for path, source, _ in modules(*FILE_LINES_MAX)
        if (lines := source.count("\n")) > FILE_LINES_MAX[path.parts[0]]
    ]
    assert not long, "\n".join(long)


def test_every_module_begins_with_its_promise() -> None:
    wrong = []
    for path, source, tree in modules("app", "sync", "tests"):
        if path.name == "__init__.py":
            continue
        if (docstring := ast.get_docstring(tree, clean=False)) is None:
            wrong.append(f"{path} has no docstring")
        elif docstring.count("\n") + 1 > DOCSTRING_LINES_MAX:
            wrong.append(f"{path}: a docstring of more than 12 lines")
        elif source.startswith("#"):
            wrong.append(f"{path}: the docstring stands first")
    assert not wrong, "\n".join(wrong)


def test_package_files_are_empty_so_that_the_import_contracts_see_everything() -> None:
    full = [str(path) for path, source, _ in modules() if path.name == "__init__.py" and source]
    assert not full


def test_no_name_is_a_drawer_for_everything() -> None:
    wrong = [
        str(path) for path in files() if path.stem in VAGUE_NAMES or path.parent.name in VAGUE_NAMES
    ]
    for path, _, tree in modules("app", "sync"):
        classes = (node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
        wrong += [
            f"{path}: {name}" for name in classes if re.search(r"(Manager|Helper|Utils?)$", name)
        ]
    assert not wrong, "\n".join(wrong)


def test_the_top_of_the_repository_stays_clean() -> None:
    assert {path.parts[0] for path in files() if len(path.parts) > 1} <= TOP_FOLDERS


def test_every_room_says_what_it_promises_on_one_page() -> None:
    wrong = []
    for room in rooms():
        readme = ROOT / room / "README.md"
        if not readme.exists():
            wrong.append(f"{room} has no README.md")
        elif readme.read_text(encoding="utf-8").count("\n") > README_LINES_MAX:
            wrong.append(f"{room}/README.md has more than {README_LINES_MAX} lines")
    assert not wrong, "\n".join(wrong)


def test_tests_lie_in_a_ring_and_unit_tests_mirror_the_rooms() -> None:
    packages = {path.parent for path in files() if path.name == "__init__.py"}
    known = {p.name for p in packages} | {f"sync_{p.name}" for p in packages}
    wrong = []
    for path in files():
        if path.parts[0] != "tests" or not path.name.startswith("test_"):
            continue
        if len(path.parts) < 3:
            wrong.append(f"{path} lies in no ring")
        elif path.parts[1] == "unit" and (len(path.parts) < 4 or path.parts[2] not in known):
            wrong.append(f"{path} mirrors no room")
    assert not wrong, "\n".join(wrong)


def test_python_lies_only_in_its_rooms() -> None:
    outside = [str(p) for p in files() if p.suffix == ".py" and p.parts[0] not in FILE_LINES_MAX]
    assert set(outside) <= {str(Path("main.py"))}
