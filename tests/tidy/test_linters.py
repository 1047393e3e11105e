"""The linters, types and import contracts, as tests: one command tells all."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.tidy.sources import ROOT

TOOLS = {
    "ruff finds nothing": ["ruff", "check", "--quiet", "--output-format", "concise", "."],
    "every file is formatted": ["ruff", "format", "--check", "--output-format", "concise", "."],
    "every type is right": ["mypy", "--no-error-summary"],
    "imports point inward": ["lint-imports", "--no-logo"],
    "words are spelled right": ["codespell", "app", "sync", "tests", "docs"],
}


@pytest.mark.parametrize("promise", TOOLS)
def test_that(promise: str) -> None:
    program, *arguments = TOOLS[promise]
    command = [str(Path(sys.executable).parent / program), *arguments]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr
