"""What is shipped is what is declared, locked with hashes, and runs on a tablet too."""

import ast
import re
import sys
import tomllib
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution, packages_distributions
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.tidy.sources import ROOT, modules

WHEELS = Path(__file__).parent / "mobile_wheels.tsv"
# Declared, although no file of ours imports it.
NOT_IMPORTED = {
    "flet-camera": "a control that flet finds by itself",
    "tzdata": "the time zones of Windows",
}
# Only a hub has these (the extra `hub`), so nothing that a tablet loads may import them.
ONLY_A_HUB_HAS = {"psycopg", "psycopg-pool"}
WRITTEN_FOR_HUBS = {"sync/log/postgres.py", "sync/log/postgres_database.py"}
# Imported by tools that only developers run.
TOOLS_ONLY = {"app/catalogue/build_postal.py", "app/catalogue/build_fonts.py"}


def test_every_library_that_we_import_is_declared_and_the_other_way_round() -> None:
    used = {name for name, _, _ in _imports()} - ONLY_A_HUB_HAS
    declared = {canonicalize_name(requirement.name) for requirement in _declared()}
    assert sorted(used - declared) == []
    assert sorted(declared - used - NOT_IMPORTED.keys()) == []


def test_lock_files_hold_every_declared_library_with_hashes_and_name_no_server() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        locked = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text, re.MULTILINE))
        assert {canonicalize_name(r.name) for r in _declared()} <= locked.keys()
        assert all(
            requirement.specifier.contains(locked[canonicalize_name(requirement.name)])
            for requirement in _declared()
        )
        entries = re.split(r"^(?=[a-z0-9-]+==)", text, flags=re.MULTILINE)[1:]
        assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []
        assert not re.search(r"https?://|index-url|find-links|@ file", text)


def test_both_lock_files_agree() -> None:
    texts = [(ROOT / n).read_text("utf-8") for n in ("requirements.lock", "requirements-dev.lock")]
    run, test = (dict(re.findall(r"^([a-z0-9-]+)==(\S+)", t, re.MULTILINE)) for t in texts)
    assert {name: test.get(name) for name in run} == run


def test_native_code_in_the_closure_exists_for_phones_and_tablets() -> None:
    known = _wheels()
    native = {name for name in _closure() if not _is_pure(name)}
    assert sorted(native - known.keys()) == []


def test_the_versions_that_phones_have_satisfy_our_own_bounds() -> None:
    wheels = {name: version for name, (kind, version) in _wheels().items() if kind == "wheel"}
    wrong = [
        f"{requirement}: phones have {version}"
        for requirement in _declared()
        if (version := wheels.get(canonicalize_name(requirement.name)))
        and not requirement.specifier.contains(version)
    ]
    assert not wrong


def test_what_only_laptops_have_is_imported_late() -> None:
    laptop = {name for name, (kind, _) in _wheels().items() if kind == "laptop"}
    early = [
        f"{path} imports {name}" for name, path, late in _imports() if name in laptop and not late
    ]
    assert not early


def test_what_only_a_hub_has_is_declared_and_loaded_by_nobody_else() -> None:
    places = {path for name, path, _ in _imports() if name in ONLY_A_HUB_HAS}
    assert places == WRITTEN_FOR_HUBS
    (extra,) = (Requirement(line) for line in _project()["optional-dependencies"]["hub"])
    assert (extra.name, extra.extras) == ("psycopg", {"binary", "pool"})
    written = {path.removesuffix(".py").replace("/", ".") for path in WRITTEN_FOR_HUBS}
    early = {
        path.as_posix()
        for path, _, tree in modules("app", "sync")
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module in written
    }
    assert early <= WRITTEN_FOR_HUBS


def _declared() -> list[Requirement]:
    return [Requirement(line) for line in _project()["dependencies"]]


def _project() -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return found


def _wheels() -> dict[str, tuple[str, str]]:
    rows = (line.split("\t") for line in WHEELS.read_text("utf-8").splitlines() if line[0] != "#")
    return {name: (kind, version) for name, kind, version in rows}


@cache
def _imports() -> frozenset[tuple[str, str, bool]]:
    """(distribution, file, inside a function) of every import from outside."""
    owners, found = packages_distributions(), set()
    for path, _, tree in modules("app", "sync"):
        if path.as_posix() in TOOLS_ONLY:
            continue
        top = {id(node) for node in tree.body}
        for node in ast.walk(tree):
            for module in _modules_of(node):
                if module not in sys.stdlib_module_names | {"app", "sync"}:
                    owner = canonicalize_name(owners.get(module, [module])[0])
                    found.add((owner, path.as_posix(), id(node) not in top))
    return frozenset(found)


def _modules_of(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name.split(".")[0] for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
        return [node.module.split(".")[0]]
    return []


@cache
def _closure() -> frozenset[str]:
    """Everything that the declared libraries bring with them on this machine."""
    found: set[str] = set()
    todo = [(r.name, extra) for r in _declared() for extra in ("", *r.extras)]
    while todo:
        name, extra = todo.pop()
        try:
            requires = distribution(name).requires or []
        except PackageNotFoundError:
            continue
        found.add(canonicalize_name(name))
        for requirement in map(Requirement, requires):
            wanted = requirement.marker is None or requirement.marker.evaluate({"extra": extra})
            new = canonicalize_name(requirement.name) not in found or requirement.extras
            if wanted and new:
                todo += [(requirement.name, e) for e in ("", *requirement.extras)]
    return frozenset(found)


def _is_pure(name: str) -> bool:
    wheel = distribution(name).read_text("WHEEL") or ""
    return "Root-Is-Purelib: true" in wheel
