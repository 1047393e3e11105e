"""`tasuki COMMAND …`: reads the words of the call, runs one command, explains what went wrong."""

import argparse
import os
import sys

from app.catalogue.messages import Messages
from app.cli import (
    cmd_backup,
    cmd_bench,
    cmd_county,
    cmd_demo,
    cmd_figures,
    cmd_hub,
    cmd_import,
    cmd_new,
    cmd_print,
    cmd_reborn,
    cmd_receive,
    cmd_recover,
    cmd_recovery_key,
    cmd_restore,
    cmd_run,
    cmd_send,
    cmd_verify,
)
from app.cli.errors import explained
from app.cli.programs import Programs

COMMANDS = (
    cmd_run, cmd_demo, cmd_new, cmd_import, cmd_figures, cmd_print, cmd_send, cmd_receive,
    cmd_backup, cmd_restore, cmd_reborn, cmd_recovery_key, cmd_recover, cmd_verify, cmd_county,
    cmd_hub, cmd_bench,
)  # fmt: skip


def main(programs: Programs, words: list[str] | None = None) -> int:
    """The exit code: see `app.cli.errors`."""
    messages = Messages.load("ja")
    parser = argparse.ArgumentParser(prog="tasuki", description=messages.text("cli.about"))
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in COMMANDS:
        module.add_parser(commands, messages)
    options = parser.parse_args(words)
    try:
        status: int = options.run(options, programs, messages)
        return status
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # whoever read us has heard enough (| head)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        sentence = explained(error, messages)
        if sentence is None:
            raise
        print(sentence[0], file=sys.stderr)
        return sentence[1]
