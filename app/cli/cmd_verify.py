"""`tasuki verify DIR`: proves chains and signatures, that a rebuild equals the working set, that
every photo is whole, and that nobody's data stands in clear in any file of the folder; the same of
the county that a centre's device is in, which lies in the folder."""

from argparse import Namespace, _SubParsersAction
from pathlib import Path
from typing import Any

from app.catalogue.messages import Messages
from app.cli.passphrase import add_arguments, passphrase_of
from app.cli.programs import Programs
from app.services.operation import Operation
from app.services.verifying import Report, verify
from app.store.checkpoint import KEPT_ASIDE

LINES_MAX = 20
MEGA = 1_000_000


def add_parser(commands: "_SubParsersAction[Any]", messages: Messages) -> None:
    parser = commands.add_parser("verify", help=messages.text("cli.verify_help"))
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--rescue", type=Path, metavar="DIR", help=messages.text("cli.rescue_help"))
    add_arguments(parser)
    parser.set_defaults(run=run)


def run(options: Namespace, programs: Programs, messages: Messages) -> int:
    """0 where everything holds, 3 where damage was found."""
    passphrase = passphrase_of(options, messages)
    if options.rescue is not None:
        return _rescue(options.folder, passphrase, options.rescue, programs, messages)
    operation = programs.open_operation(options.folder, passphrase)
    try:
        sound = _is_sound(operation, messages)
        sound &= _county_is_sound(operation, programs, messages)
    finally:
        operation.close()
    print(messages.text("cli.verify_sound" if sound else "cli.verify_not_sound"))
    return 0 if sound else 3


def _is_sound(operation: Operation, messages: Messages) -> bool:
    _say_how_it_opened(operation, messages)
    report = verify(operation, lambda step: print(messages.text(f"cli.verify_step_{step}")))
    _say_log(report, messages)
    _say_files(report, messages)
    return report.sound and not operation.start.lost


def _county_is_sound(centre: Operation, programs: Programs, messages: Messages) -> bool:
    """Also where there is none."""
    place = programs.county_of(centre)
    try:
        if place.trouble:
            print(f"× {messages.text(f'county.trouble.{place.trouble}')}")
            return False
        if place.operation is None:
            return True
        print(messages.text("cli.verify_county"))
        return _is_sound(place.operation, messages)
    finally:
        place.close()


def _say_how_it_opened(operation: Operation, messages: Messages) -> None:
    for one in operation.start.passed_over:
        why = messages.text(f"cli.verify_why_{one.why}")
        print(messages.text("cli.verify_passed_over", file=one.name, why=why))
    if operation.start.unreadable:
        print(messages.text("cli.verify_unreadable", count=len(operation.start.unreadable)))


def _say_log(report: Report, messages: Messages) -> None:
    print(messages.text("cli.verify_log", batches=report.batches, chains=report.chains))
    if report.damages:
        print(messages.text("cli.verify_damages", count=len(report.damages)))
    for damage in report.damages[:LINES_MAX]:
        place = [messages.text(f"cli.damage_{damage.kind}")]
        if damage.space is not None:
            place.append(messages.text(f"cli.space_{damage.space.kind}"))
        if damage.seq is not None:
            place.append(f"#{damage.seq}")
        print("  " + " ".join((*place, damage.detail)))
    if len(report.damages) > LINES_MAX:
        print(messages.text("cli.verify_more", count=len(report.damages) - LINES_MAX))
    if report.unsigned:
        print(messages.text("cli.verify_unsigned", count=report.unsigned))
    if report.follows_image:
        print(messages.text("cli.verify_follows_image"))
    else:
        print(messages.text("cli.verify_same" if report.same else "cli.verify_differs"))


def _say_files(report: Report, messages: Messages) -> None:
    if report.photos or report.photos_damaged or report.photos_missing:
        print(messages.text("cli.verify_photos", count=report.photos))
    if report.photos_damaged:
        print(messages.text("cli.verify_photos_damaged", count=report.photos_damaged))
    if report.photos_missing:
        print(messages.text("cli.verify_photos_missing", count=report.photos_missing))
    for leak in report.leaks[:LINES_MAX]:
        kind = messages.text(f"cli.leak_{leak.kind}")
        print(messages.text(
            "cli.verify_leak", file=leak.file, kind=kind, count=leak.count, encoding=leak.encoding
        ))  # fmt: skip
    if not report.leaks:
        megabytes = f"{report.bytes_read / MEGA:.1f}"
        print(messages.text("cli.verify_clean", texts=report.texts, megabytes=megabytes))
    for name in report.strangers[:LINES_MAX]:
        print(messages.text("cli.verify_stranger", file=name))
    if report.ahead:
        print(messages.text("cli.verify_ahead", file=KEPT_ASIDE))
    for name in report.leftovers[:LINES_MAX]:
        print(messages.text("cli.verify_leftover", file=name))


def _rescue(
    folder: Path, passphrase: str, target: Path, programs: Programs, messages: Messages
) -> int:
    report = programs.rescue(folder, passphrase, target)
    print(messages.text("cli.rescue_done", folder=target, saved=report.saved))
    for chain in report.chains:
        space = messages.text(f"cli.space_{chain.space}")
        print(messages.text("cli.rescue_chain", space=space, saved=chain.saved, known=chain.known))
    print(messages.text("cli.rescue_all" if report.complete else "cli.rescue_some"))
    return 0 if report.complete else 3
