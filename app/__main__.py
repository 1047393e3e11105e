"""`python -m app` and the installed command `tasuki`."""

import sys

from app.bootstrap import make_demo, new_operation, open_operation, serve_screens
from app.cli.main import main as run_command
from app.cli.programs import Programs


def main() -> int:
    return run_command(Programs(new_operation, open_operation, make_demo, serve_screens))


if __name__ == "__main__":
    sys.exit(main())
