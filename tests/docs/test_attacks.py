"""Every attack on the page names a test, and every test that it names is there."""

import ast
import re

from tests.tidy.sources import ROOT

PAGE = ROOT / "docs" / "internals" / "attacks.md"
ROW = re.compile(
    r"^\| (?!attack \||-)(?P<attack>[^|]+) \|[^|]+\| (?P<test>[^|]*) \|$", re.MULTILINE
)
TEST = re.compile(r"^`(tests/[\w/]+\.py)::(test_\w+)`$")
# What the page must speak of, in its own words.
ROWS = (
    "forged signature", "replay", "wrong space", "a role that it does not have", "zstd bomb",
    "deep msgpack", "2 GB", "lies about its digest", "future clock", "copied device",
    "stolen token", "revoked device", "found USB stick", "hub operator", "pairing code guessed",
)  # fmt: skip


def rows() -> list[tuple[str, str]]:
    page = PAGE.read_text(encoding="utf-8")
    return [(row["attack"], row["test"]) for row in ROW.finditer(page)]


def names_in(path: str) -> set[str]:
    file = ROOT / path
    if not file.exists():
        return set()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def test_every_row_names_a_test_that_exists() -> None:
    wrong = []
    for attack, test in rows():
        found = TEST.match(test)
        if found is None or found[2] not in names_in(found[1]):
            wrong.append(f"{attack}: {test}")
    assert not wrong, "\n".join(wrong)


def test_the_page_speaks_of_every_attack_that_was_thought_of() -> None:
    attacks = [attack for attack, _ in rows()]
    missing = [row for row in ROWS if not any(row in attack for attack in attacks)]
    assert not missing
    page = PAGE.read_text(encoding="utf-8")
    table_lines = page.count("\n| ") - page.count("\n| attack |")
    assert len(attacks) == table_lines, "a row is not read"
