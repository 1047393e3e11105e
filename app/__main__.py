"""`python -m app` and the installed command `tasuki`."""

import sys

from app.bootstrap import PROGRAMS
from app.cli.main import main as run_command


def main() -> int:
    return run_command(PROGRAMS)


if __name__ == "__main__":
    sys.exit(main())
