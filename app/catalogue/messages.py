"""Every text that a person reads, by language and key.

Texts lie in `assets/messages/<language>/<feature>.toml`; nested tables are flattened to dotted keys
(`[reception] checked_in = …` is `reception.checked_in`). A key stands in one file only.
Placeholders are those of `str.format`. Refuses (KeyError, naming the key) a key or a placeholder
that is missing: a screen never shows a bare key. A test holds both languages to the same keys.
"""

import string
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from app.catalogue.assets import asset_path

LANGUAGES = ("ja", "en")


class CatalogueError(Exception):
    """A message file cannot be used: not TOML, a value that is not text, or a key twice."""


@dataclass(frozen=True)
class Messages:
    """All texts of one language."""

    language: str
    texts: Mapping[str, str] = field(repr=False)

    @staticmethod
    @cache
    def load(language: str) -> "Messages":
        """The shipped texts of `language` (`ja` or `en`). Read once per process."""
        return load_folder(asset_path(f"messages/{language}"), language)

    def text(self, key: str, **params: object) -> str:
        """The text of `key` with its placeholders filled. KeyError names what is missing."""
        template = self.texts.get(key)
        if template is None:
            raise KeyError(key)
        if not params and "{" not in template:
            return template
        try:
            return template.format(**params)
        except (KeyError, IndexError) as error:
            raise KeyError(f"{key}: placeholder {error} was not given") from error

    def __contains__(self, key: object) -> bool:
        return key in self.texts


def load_folder(folder: Path, language: str) -> Messages:
    """Reads every `*.toml` of a folder. Raises CatalogueError, naming the faulty file."""
    texts: dict[str, str] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            tree = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise CatalogueError(f"{path.name}: {error}") from error
        for key, value in _flatten(tree):
            if not isinstance(value, str):
                raise CatalogueError(f"{path.name}: {key} is not text")
            if key in texts:
                raise CatalogueError(f"{path.name}: {key} stands in two files")
            texts[key] = value
    return Messages(language, texts)


def placeholders(template: str) -> frozenset[str]:
    """Names of the `{placeholders}` in a text."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(template) if name)


def _flatten(tree: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, object]]:
    for name, value in tree.items():
        key = f"{prefix}{name}"
        if isinstance(value, dict):
            yield from _flatten(value, f"{key}.")
        else:
            yield key, value
