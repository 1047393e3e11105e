"""The worked example of docs/internals/ui.md runs as it stands there."""

import asyncio
import re
import sys
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from app.catalogue.messages import Messages
from app.services.command import Actor, Command, Outcome, Refused
from app.ui import i18n
from tests.support.stand_in import AddNote, StandInOperation

BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)


class NotesOperation(StandInOperation):
    def submit(self, command: Command, actor: Actor) -> Outcome:
        if isinstance(command, AddNote) and not command.text:
            return Refused("note_empty", field="text")
        return super().submit(command, actor)


@pytest.fixture
def recipe(repository: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    blocks = BLOCK.findall((repository / "docs/internals/ui.md").read_text(encoding="utf-8"))
    (words,) = [text for kind, text in blocks if kind == "toml"]
    own = {
        f"{table}.{name}": text
        for table, texts in tomllib.loads(words).items()
        for name, text in texts.items()
    }
    shipped = Messages.load("ja")
    monkeypatch.setattr(i18n, "messages_for", lambda _: Messages("ja", {**shipped.texts, **own}))
    module = ModuleType("recipe")
    monkeypatch.setitem(sys.modules, "recipe", module)
    module.__dict__["AddNote"] = AddNote
    for kind, text in blocks:
        if kind == "python":
            exec(compile(text, "docs/internals/ui.md", "exec"), module.__dict__)  # noqa: S102
    return module.__dict__


def test_the_worked_example_passes_its_own_tests(recipe: dict[str, Any]):
    tests = [name for name in recipe if name.startswith("test_")]
    assert len(tests) == 2
    original = recipe["SessionDriver"]
    recipe["SessionDriver"] = lambda: original(NotesOperation())
    for name in tests:
        asyncio.run(recipe[name]())


def test_the_example_section_has_an_address_and_a_word(recipe: dict[str, Any]):
    assert recipe["SECTION"].route == "/notes"
    assert i18n.messages_for("ja").text("section.notes")
