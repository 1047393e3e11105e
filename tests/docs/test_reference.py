"""The pages of reference say what the code says."""

import os
import re
import subprocess
import sys

from tests.docs import records_page
from tests.docs.generate import AS_ON_THE_PAGE, CLI_PAGE, cli_page, commands, help_of
from tests.tidy.sources import ROOT, texts

PROMISED = {"run", "demo", "new", "import", "figures", "verify", "print", "bench"}


def test_the_page_of_commands_is_what_the_program_prints() -> None:
    # Python versions break the lines of a usage differently.
    assert CLI_PAGE.read_text(encoding="utf-8").split() == cli_page().split(), "run `make docs`"


def test_the_page_of_tables_is_what_the_registry_holds() -> None:
    assert records_page.PAGE.read_text(encoding="utf-8") == records_page.page(), "run `make docs`"


def test_every_promised_command_is_there_and_helps() -> None:
    assert set(commands()) >= PROMISED
    for name in commands():
        assert len(help_of(name).splitlines()) > 3


def test_a_process_of_its_own_says_the_same() -> None:
    command = [sys.executable, "-m", "app", "run", "--help"]
    environment = {**os.environ, **AS_ON_THE_PAGE, "PYTHONIOENCODING": "utf-8"}
    said = subprocess.check_output(command, cwd=ROOT, env=environment, encoding="utf-8")
    assert said.split() == help_of("run").split()


def test_commands_that_the_guides_name_exist() -> None:
    known, wrong = {*commands(), "--help"}, []
    for path, text in texts():
        if path.suffix == ".md":
            pattern = r"(?:bin/tasuki|^tasuki|`tasuki|-m app) (--help|[a-z-]+)"
            named = re.findall(pattern, text, re.M)
            wrong += [f"{path}: tasuki {name}" for name in named if name not in known]
    assert not wrong


def test_make_lists_every_target_that_the_documents_name() -> None:
    targets = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.M))
    wrong = []
    for path, text in texts():
        if path.suffix == ".md":
            named = re.findall(r"(?:`|^)make ([a-z-]+)", text, re.M)
            wrong += [f"{path}: make {name}" for name in named if name not in targets]
    assert not wrong
