"""The data model only grows, and every word of it is in the glossary."""

import ast
import re
from pathlib import Path

import pytest

from app.domain.tables import REGISTRY
from tests.tidy import registry
from tests.tidy.sources import ROOT, modules


def test_numbers_of_tables_and_fields_are_for_ever() -> None:
    lost = [line for line in registry.recorded() if line not in registry.lines()]
    assert not lost, "changed or dropped: " + "; ".join(lost)


def test_every_number_is_on_record() -> None:
    missing = [line for line in registry.lines() if line not in registry.recorded()]
    assert not missing, "run `make docs`: " + "; ".join(missing)


def test_the_record_refuses_to_forget(tmp_path: Path) -> None:
    golden = tmp_path / "registry.txt"
    golden.write_text("99.1 gone.name text\n", encoding="utf-8")
    with pytest.raises(SystemExit, match=r"99\.1 gone\.name"):
        registry.write(golden)
    assert golden.read_text(encoding="utf-8") == "99.1 gone.name text\n"


def test_every_class_and_table_of_the_domain_is_in_the_glossary() -> None:
    words = set(re.findall(r"`(\w+)`", (ROOT / "docs" / "glossary.md").read_text("utf-8")))
    named = {table.name for table in REGISTRY.tables}
    for path, _, tree in modules("app"):
        if path.parts[1] == "domain":
            named |= {node.name for node in tree.body if isinstance(node, ast.ClassDef)}
    assert sorted(n for n in named - words if not n.startswith("_")) == []
