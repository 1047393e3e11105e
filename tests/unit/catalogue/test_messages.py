"""The message catalogue."""

from pathlib import Path

import pytest

from app.catalogue.messages import CatalogueError, Messages, load_folder, placeholders


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def test_nested_tables_become_dotted_keys(tmp_path: Path) -> None:
    write(
        tmp_path, reception='[reception]\nadd = "追加"\n[reception.card]\ntitle = "{name} さん"\n'
    )
    messages = load_folder(tmp_path, "ja")
    assert messages.text("reception.add") == "追加"
    assert messages.text("reception.card.title", name="𠮷田") == "𠮷田 さん"
    assert "reception.add" in messages
    assert "reception" not in messages


def test_one_section_may_be_spread_over_files_but_a_key_stands_once(tmp_path: Path) -> None:
    write(tmp_path, a='[refused]\none = "1"\n', b='[refused]\ntwo = "2"\n')
    assert sorted(load_folder(tmp_path, "ja").texts) == ["refused.one", "refused.two"]
    write(tmp_path, c='[refused]\ntwo = "again"\n')
    with pytest.raises(CatalogueError, match=r"c\.toml: refused\.two stands in two files"):
        load_folder(tmp_path, "ja")


def test_a_missing_key_names_itself() -> None:
    with pytest.raises(KeyError, match=r"no\.such\.key"):
        Messages("ja", {}).text("no.such.key")


def test_a_missing_placeholder_names_key_and_placeholder() -> None:
    with pytest.raises(KeyError, match=r"greet: placeholder 'name' was not given"):
        Messages("en", {"greet": "Hello {name}"}).text("greet")


def test_braces_in_a_value_are_only_text() -> None:
    assert Messages("en", {"greet": "Hello {name}"}).text("greet", name="{key}") == "Hello {key}"


@pytest.mark.parametrize("bad", ["count = 3\n", "list = ['a']\n", "broken = \n"])
def test_a_faulty_file_is_refused_by_name(tmp_path: Path, bad: str) -> None:
    write(tmp_path, wrong=bad)
    with pytest.raises(CatalogueError, match=r"wrong\.toml"):
        load_folder(tmp_path, "ja")


def test_placeholders_are_found_with_and_without_formats() -> None:
    assert placeholders("{a} of {b:,}, {{not}} {a}") == {"a", "b"}
