"""Both languages say the same things, and every key in the code is one of theirs."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from app.catalogue.assets import asset_path
from app.catalogue.messages import LANGUAGES, Messages, placeholders
from tests.tidy.sources import modules

KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
# The calls that take a key, and those that take a code of which the key is made.
TAKES_KEY = {"t", "text"}
# The names of languages, and the names of people on the page of parts.
IN_BOTH_LANGUAGES = re.compile(r"look\.language_|gallery\.")
TAKES_CODE = {"Refused": "refused", "Notice": "notice"}


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_every_language_has_the_keys_and_placeholders_of_the_first(language: str) -> None:
    first, other = Messages.load(LANGUAGES[0]).texts, Messages.load(language).texts
    assert sorted(first) == sorted(other)
    different = [key for key in first if placeholders(first[key]) != placeholders(other[key])]
    assert not different


def test_the_same_files_exist_in_every_language() -> None:
    names = [sorted(p.name for p in asset_path(f"messages/{lang}").iterdir()) for lang in LANGUAGES]
    assert names[0] == names[1]


def test_no_text_is_empty_and_none_is_the_other_languages() -> None:
    japanese = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff]")
    wrong = [
        key for lang in LANGUAGES for key, text in Messages.load(lang).texts.items() if not text
    ]
    wrong += [
        key
        for key, text in Messages.load("en").texts.items()
        if japanese.search(text) and not IN_BOTH_LANGUAGES.match(key)
    ]
    assert not wrong


def test_every_key_that_the_code_names_exists() -> None:
    texts = Messages.load(LANGUAGES[0]).texts
    absent = [f"{place} {key}" for place, key, _ in uses() if key not in texts]
    assert not absent, "\n".join(absent)


def test_every_placeholder_is_given_where_a_text_is_used() -> None:
    texts = Messages.load(LANGUAGES[0]).texts
    wrong = [
        f"{place} {key}: needs {sorted(wanted)}, gets {sorted(given)}"
        for place, key, given in uses()
        if given is not None and (wanted := placeholders(texts.get(key, ""))) - given
    ]
    assert not wrong, "\n".join(wrong)


def test_no_text_is_left_unused() -> None:
    unused = [key for key in Messages.load(LANGUAGES[0]).texts if not _can_be_made(key)]
    assert not unused, "\n".join(unused)


def _can_be_made(text: str) -> bool:
    """Whether the code holds this text, or an f-string that gives it from such texts."""
    if text in _words():
        return True
    matches = (pattern.fullmatch(text) for pattern in _patterns())
    return any(m and all(map(_can_be_made, m.groups())) for m in matches)


def uses() -> Iterator[tuple[str, str, set[str] | None]]:
    """Place, key, and the names of the parameters given (None: not known before run time)."""
    for path, node in _calls():
        name = (
            node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        )
        if not node.args or not isinstance(node.args[0], ast.Constant):
            continue
        first = node.args[0].value
        if not isinstance(first, str):
            continue
        if name in TAKES_KEY and KEY.fullmatch(first):
            yield f"{path}:{node.lineno}", first, _keywords(node)
        elif name in TAKES_CODE:
            yield f"{path}:{node.lineno}", f"{TAKES_CODE[name]}.{first}", _mapping(node)


def _keywords(node: ast.Call) -> set[str] | None:
    names = [keyword.arg for keyword in node.keywords]
    return None if None in names else {name for name in names if name is not None}


def _mapping(node: ast.Call) -> set[str] | None:
    """Keys of the `params` of a refusal: the second argument, or the one named so."""
    named = [keyword.value for keyword in node.keywords if keyword.arg == "params"]
    given = named or node.args[1:2]
    if not given:
        return set()
    if not isinstance(given[0], ast.Dict):
        return None
    keys = [key.value for key in given[0].keys if isinstance(key, ast.Constant)]
    return {str(key) for key in keys} if len(keys) == len(given[0].keys) else None


def _calls() -> Iterator[tuple[Path, ast.Call]]:
    for path, _, tree in modules("app"):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                yield path, node


@cache
def _words() -> frozenset[str]:
    """Every string that the code or a shipped code list can put into a key."""
    found = set()
    for _, _, tree in modules("app", "sync"):
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.update(re.findall(r"[a-z0-9_.]+", node.value))
            elif isinstance(node, ast.FunctionDef | ast.ClassDef):
                found.add(node.name)
    codes = asset_path("messages").parent / "codes"
    for path in codes.glob("*.toml"):
        found.update(re.findall(r"[a-z0-9_]+", path.read_text(encoding="utf-8")))
    return frozenset(found)


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Keys, or parts of them, that are put together at run time: f"refused.{code}"."""
    found = set()
    for _, _, tree in modules("app"):
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                parts = [
                    re.escape(str(part.value))
                    if isinstance(part, ast.Constant)
                    else r"([a-z0-9_.]+)"
                    for part in node.values
                ]
                if re.match(r"[a-z_]+(\\\.|_$)", parts[0]):
                    found.add("".join(parts))
    return tuple(re.compile(pattern) for pattern in sorted(found))
