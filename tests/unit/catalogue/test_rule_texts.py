"""Every code that a rule can answer has its text."""

import ast
import re
from pathlib import Path

from app.catalogue.codes import CodeLists
from app.catalogue.messages import Messages, placeholders
from app.domain.heat import BANDS
from app.domain.needs import ACTS, CALL_BACK_FIELDS, VITALS
from app.domain.stops import STOP_CODES

TEXTS = Messages.load("ja").texts
# The word that makes a code, and the table of its texts.
MAKERS = {
    "HardStop": "refused",
    "Lack": "lack",
    "Because": "why",
    "OpenPoint": "open_point",
    "ClosingCheck": "closing",
}


def made_in(root: Path) -> set[tuple[str, frozenset[str]]]:
    """Key and names of parameters of every value that the rules make from literals."""
    found = set()
    for path in (*root.glob("app/domain/*.py"), *root.glob("app/matching/*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(getattr(node, "func", None), "id", "")
            if not isinstance(node, ast.Call) or name not in MAKERS or not node.args:
                continue
            names = {
                key.value
                for part in node.args
                if isinstance(part, ast.Dict)
                for key in part.keys
                if isinstance(key, ast.Constant)
            }
            codes = [
                c.value
                for c in ast.walk(node.args[0])
                if isinstance(c, ast.Constant) and isinstance(c.value, str) and c.value
            ]
            found |= {(f"{MAKERS[name]}.{code}", frozenset(map(str, names))) for code in codes}
    return found


def test_every_code_that_the_rules_make_has_a_text_with_its_parameters(repository: Path) -> None:
    made = made_in(repository)
    assert len(made) > 40
    for key, given in made:
        if key == "refused.other":
            continue  # the key of a table, not a code
        assert key in TEXTS, key
        assert placeholders(TEXTS[key]) <= given, key


def test_the_codes_that_tables_of_the_rules_hold_have_texts() -> None:
    keys = [f"refused.{code}" for code in STOP_CODES.values()]
    keys += [f"heat.band.{code}" for _, code in BANDS]
    keys += [f"need_act.{act}" for act in ACTS]
    keys += [f"vital.{field}" for field in VITALS]
    keys += [f"missing.{field}" for field in CALL_BACK_FIELDS]
    keys += [f"missing.{field}" for act in ACTS.values() for field in act.asks]
    assert [key for key in keys if key not in TEXTS] == []
    stop_kinds = {entry.code for entry in CodeLists.load().entries("stop_kind", "2026-08-11")}
    assert stop_kinds == set(STOP_CODES)


def test_no_rule_answers_with_words(repository: Path) -> None:
    japanese = re.compile("[ぁ-ゖァ-ヺ一-鿿]")
    assert not [key for key, _ in made_in(repository) if japanese.search(key)]
