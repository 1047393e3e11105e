"""Every command that a person can give has words in the history."""

import importlib
import pkgutil

import pytest

import app.services
from app.catalogue.messages import LANGUAGES, Messages
from app.services.command import HANDLERS


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_act_has_words(language: str) -> None:
    for module in pkgutil.iter_modules(app.services.__path__):
        importlib.import_module(f"app.services.{module.name}")
    acts = {
        handler.act
        for command, handler in HANDLERS.items()
        if command.__module__.startswith("app.services.")
    }
    known = Messages.load(language)
    assert sorted(act for act in acts if f"act.{act}" not in known) == []
