"""Writes again what is generated from the code: `make docs`.

`docs/reference/cli.md` holds the help of every command as the program itself prints it,
`docs/reference/records.md` and `tests/golden/registry.txt` the tables and fields. Refuses to drop
a recorded number.
"""

import io
import os
import re
from contextlib import redirect_stdout
from functools import cache
from unittest.mock import patch

from app.bootstrap import PROGRAMS
from app.cli.main import main
from tests.docs import records_page
from tests.tidy import registry
from tests.tidy.sources import ROOT

CLI_PAGE = ROOT / "docs" / "reference" / "cli.md"
AS_ON_THE_PAGE = {"COLUMNS": "96", "NO_COLOR": "1"}
HEAD = """# コマンド一覧 · Commands

`tasuki` は `python -m app` と同じです。合言葉は、聞かれたときに入れるか、`--passphrase-file` か
環境変数 `TASUKI_PASSPHRASE` で渡します。このページは `make docs` が書きます。

"""


@cache
def help_of(*arguments: str) -> str:
    """What the program prints for `--help`, in Japanese, 96 columns wide."""
    said = io.StringIO()
    with patch.dict(os.environ, AS_ON_THE_PAGE), redirect_stdout(said):
        try:
            main(PROGRAMS, [*arguments, "--help"])
        except SystemExit as ended:
            if ended.code:
                raise
    return re.sub(r"[ \t]+$", "", said.getvalue(), flags=re.MULTILINE).strip()


def commands() -> tuple[str, ...]:
    """The names of all commands, as the program lists them: one a line, long ones alone."""
    return tuple(re.findall(r"^    ([a-z-]+)(?: |$)", help_of(), re.MULTILINE))


def cli_page() -> str:
    parts = [f"```\n{help_of()}\n```\n"]
    parts += [f"\n## {name}\n\n```\n{help_of(name)}\n```\n" for name in commands()]
    return HEAD + "".join(parts)


if __name__ == "__main__":
    registry.write()
    records_page.PAGE.write_text(records_page.page(), encoding="utf-8")
    CLI_PAGE.write_text(cli_page(), encoding="utf-8")
