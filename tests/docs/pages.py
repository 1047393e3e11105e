"""Markdown pages as the tests read them: links, headings, code."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.tidy.sources import ROOT, files


@dataclass(frozen=True)
class Link:
    page: Path
    target: str


@cache
def pages() -> tuple[Path, ...]:
    """Every Markdown page of the repository, relative to its root."""
    return tuple(path for path in files() if path.suffix == ".md")


@cache
def tokens(page: Path) -> tuple[Token, ...]:
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    return tuple(parser.parse((ROOT / page).read_text(encoding="utf-8")))


def links() -> Iterator[Link]:
    """Links and pictures of every page."""
    for page in pages():
        for token in tokens(page):
            for child in token.children or []:
                target = child.attrs.get("href") or child.attrs.get("src")
                if target:
                    yield Link(page, str(target))


@cache
def headings(page: Path) -> tuple[tuple[int, str], ...]:
    """(level, text) of the headings of a page."""
    found = []
    for before, token in zip(tokens(page), tokens(page)[1:], strict=False):
        if before.type == "heading_open":
            found.append((int(before.tag[1:]), token.content))
    return tuple(found)


def anchor(heading: str) -> str:
    """The anchor that GitHub and file viewers give to a heading."""
    text = re.sub(r"[`*\[\]]|\(.*?\)", "", heading).strip().lower()
    return re.sub(r"\s+", "-", re.sub(r"[^\w\s-]", "", text))
