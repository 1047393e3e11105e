"""The county's papers from the command line: `tasuki print county-daily DIR --out FILE` and kin.

DIR is a county's folder, as the prefectural council's device has it, or a centre's whose county
lies in it. Nothing is put on record: the numbers are published ones.
"""

from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from app.catalogue.messages import Messages
from app.cli.day_option import chosen_day
from app.cli.errors import CommandError
from app.cli.programs import Programs
from app.services.operation import Operation
from app.services.operation_files import COUNTY_KIND

if TYPE_CHECKING:
    from app.services.papers import MadePaper

# What may be asked for -> its forms.
FORMS = {
    "county-daily": ("pdf",), "county-board": ("xlsx", "csv"), "county-days": ("xlsx", "csv"),
}  # fmt: skip


def county_paper(
    operation: Operation, options: Namespace, form: str, programs: Programs, messages: Messages
) -> "MadePaper":
    """The bytes. Raises CommandError where there is no county in the folder."""
    # Drawing takes a second to load, which other commands need not wait for.
    from app.services.county_papers import gather_county, make_county

    with _county(operation, programs) as county:
        day = chosen_day(options, county)
        now_ms = county.world.clock.now_ms()
        kind = f"{options.kind.removeprefix('county-')}_{form}"
        content = county.read(lambda db: gather_county(db, kind, now_ms, messages.language, day))
    return make_county(content)


@contextmanager
def _county(operation: Operation, programs: Programs) -> Iterator[Operation]:
    if operation.card.kind == COUNTY_KIND:
        yield operation
        return
    from app.services.county_place import SECRET  # with what joins and syncs
    from app.services.rebirth_place import COUNTY

    secret, folder = operation.vault.contents.extras.get(SECRET), operation.folder / COUNTY
    if not isinstance(secret, str) or not folder.is_dir():
        raise CommandError("print_no_county")
    county = programs.open_operation(folder, secret)
    try:
        yield county
    finally:
        county.close()
