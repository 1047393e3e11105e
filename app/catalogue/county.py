"""Proposals for a county: ways to group its councils, and essential work of a council.

Promises what the files in `assets/county` say, read once. They are proposals: nothing in the app
takes them for what holds until councils have loaded and confirmed them.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from app.catalogue.assets import asset_path


@dataclass(frozen=True)
class ProposedBlock:
    """`councils` are JIS codes."""

    ja: str
    en: str
    councils: tuple[str, ...]


@dataclass(frozen=True)
class BlockProposal:
    key: str
    ja: str
    en: str
    source_ja: str
    source_en: str
    blocks: tuple[ProposedBlock, ...]

    def label(self, language: str) -> str:
        return self.ja if language == "ja" else self.en

    def source(self, language: str) -> str:
        return self.source_ja if language == "ja" else self.source_en


@dataclass(frozen=True)
class ProposedTask:
    key: str
    ja: str
    en: str
    hours: int


@cache
def block_proposals() -> tuple[BlockProposal, ...]:
    """In the order in which they are offered."""
    return tuple(
        BlockProposal(
            one["key"], one["ja"], one["en"], one["source_ja"], one["source_en"],
            tuple(
                ProposedBlock(block["ja"], block["en"], tuple(block["councils"]))
                for block in one["block"]
            ),
        )
        for one in _read("blocks")["proposal"]
    )  # fmt: skip


@cache
def proposed_tasks() -> tuple[ProposedTask, ...]:
    """Essential work, the most urgent first."""
    return tuple(ProposedTask(**one) for one in _read("bcp")["task"])


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(asset_path(f"county/{name}.toml").read_text("utf-8"))
