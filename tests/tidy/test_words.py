"""Words that do not belong into the repository."""

import ast
import re
from pathlib import Path

import pytest

from tests.tidy.sources import modules, texts

THIS_FILE = Path("tests/tidy/test_words.py")
BANNED = {
    "a reminder instead of the work": r"\b(TODO|FIXME|XXX|HACK)\b",
    "a path of one machine": r"(?<![\w.~-])/(work|root|home|Users|mnt)/\w",
    "a folder outside the repository": r"(\.\./)+(shared|work)\b",
    "the host of a package registry": r"pypi\.org|pythonhosted|registry\.npmjs|deb\.debian\.org",
    "how a text was made, not what it says": r"(?i)language model|chatbot|co-authored-by",
    "a key or a password": r"-----BEGIN [A-Z ]*PRIVATE KEY",
}
# Letters; the sign that makes a vowel long, which a scanner may type for a hyphen, is none.
JAPANESE = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\u3400-\u9fff\uff66-\uff6f\uff71-\uff9d]")
# Files of `app` whose Japanese is data or meaning, not words shown to a person.
DATA_IN_JAPANESE = {
    r"app/domain/.*": "readings, variants and rules about Japanese text",
    r"app/catalogue/build_.*": "tools that read Japanese sources",
    r"app/catalogue/postal\.py": "how Japanese addresses are written",
    r"app/documents/readers/.*": "headings and notations of the files that people send in",
}


@pytest.mark.parametrize("reason", BANNED)
def test_no_file_holds(reason: str) -> None:
    pattern = re.compile(BANNED[reason])
    found = [
        f"{path}:{number} {line.strip()[:100]}"
        for path, text in texts()
        if path != THIS_FILE and path.suffix != ".lock"
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]
    assert not found, "\n".join(found)


def test_phone_numbers_are_of_nobody() -> None:
    """Mobile numbers in the repository have the middle block 0000, which is given to nobody."""
    pattern = re.compile(r"(?<!\d)0[789]0[-‐－ー ]?(\d{4})[-‐－ー ]?\d{4}(?!\d)")
    found = [
        f"{path}: {match.group()}"
        for path, text in texts()
        if path.suffix not in {".lock", ".tsv", ".svg"}
        for match in pattern.finditer(text)
        if match.group(1) != "0000"
    ]
    assert not found, "\n".join(found)


def test_words_for_people_are_in_the_catalogue_and_nowhere_else() -> None:
    found = []
    for path, _, tree in modules("app"):
        if any(re.fullmatch(allowed, path.as_posix()) for allowed in DATA_IN_JAPANESE):
            continue
        documentation = _docstrings(tree)
        found += [
            f"{path}:{node.lineno} {node.value[:60]!r}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and JAPANESE.search(node.value)
            and id(node) not in documentation
        ]
    assert not found, "\n".join(found)


def _docstrings(tree: ast.Module) -> set[int]:
    """Every string that stands alone as a statement, by identity."""
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
