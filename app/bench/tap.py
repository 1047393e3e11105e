"""Tap to pixel: a card is scanned in Chromium, with 2,000 people in today's list, until the answer
is drawn.

From the scanner's Enter until the frame after the one in which the name stands on the screen, by
the page's own clock. Floor: the scan of a card that nobody has, which changes one text and nothing
else. Playwright and a Chromium are the tests'; without them this is skipped and says so.
"""

import re
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from importlib.util import find_spec

from app.bench.ground import Ground
from app.bench.page import Page, chromium
from app.bench.rounds import median, percentile
from app.catalogue.messages import Messages
from app.cli.programs import Aim, Figure, Skipped
from app.documents import payloads
from app.services.check_ins import CheckIn, check_in
from app.services.command import Accepted, Actor
from app.services.insurance import EnrolInsurance
from app.services.operation import Operation
from sync.core.ids import EntityId

NAME = "tap"
HERE, SCANS, WARM = 2_000, 60, 5
P95_MS_MOST = 200
DAYS_AGO_MS = 3 * 86_400_000
CHIEF = Actor(None, "Tasuki", "chief")
ADDRESS = re.compile(r"http://[\w.:-]+", re.ASCII)
FIELD = "reception.search"
UNKNOWN = Messages.load("ja").text("reception.outcome.unknown")
Card = tuple[EntityId, str]


def measure(ground: Ground) -> Iterator[Figure | Skipped]:
    if find_spec("playwright") is None:
        yield Skipped(NAME, "no_playwright")
        return
    folder = ground.folder / NAME
    here = max(20, int(HERE * ground.scale))
    scans = max(3, int(SCANS * min(ground.scale, 1)))
    ground.say("day")
    ground.tools.make_day(folder, here + here // 4 + scans * 2)
    operation = ground.tools.open_operation(folder)
    try:
        cards = _cards(operation, here, scans + WARM)
    finally:
        operation.close()
    ground.say(NAME)
    with ExitStack() as stack:
        browser = stack.enter_context(chromium())
        if browser is None:
            yield Skipped(NAME, "no_chromium")
            return
        address = stack.enter_context(_served(ground.tools.serve_words(folder)))
        page = Page(browser, address, "/reception")
        taken, beside = _scanned(page, cards)
    yield Figure(
        NAME, percentile(taken, 95), percentile(beside, 95), "ms", Aim("value", P95_MS_MOST),
        {"median": median(taken), "floor_median": median(beside), "scans": len(taken),
         "here": here},
    )  # fmt: skip


def _cards(operation: Operation, here: int, wanted: int) -> list[Card]:
    """Fills today's list and gives the cards of insured people who are still to come."""
    rows = operation.read(
        lambda db: db.execute(
            "SELECT id, name FROM live_volunteer WHERE id NOT IN (SELECT volunteer FROM "
            "live_check_in WHERE volunteer IS NOT NULL) AND experience ORDER BY id"
        ).fetchall()
    )
    (already,) = operation.read(
        lambda db: db.execute("SELECT count(*) FROM live_check_in").fetchone()
    )
    enrolled_at = operation.world.clock.now_ms() - DAYS_AGO_MS
    cards: list[Card] = []
    for identifier, name in rows:
        person = EntityId(identifier)
        operation.submit(EnrolInsurance(person, enrolled_at=enrolled_at, paid_by="self"), CHIEF)
        command = CheckIn(person, "scan")
        foreseen = operation.foresee(partial(check_in, command), CHIEF)
        if not isinstance(foreseen, Accepted):
            continue
        if len(cards) < wanted:
            cards.append((person, name))
        elif already < here:
            operation.submit(command, CHIEF)
            already += 1
    return cards


def _scanned(page: Page, cards: list[Card]) -> tuple[list[float], list[float]]:
    """In turn, so that each answer differs from the one before it."""
    page.focus(FIELD)
    taken, beside = [], []
    for number, (person, name) in enumerate(cards):
        taken.append(page.answer_ms(payloads.person(person), name))
        nobody = payloads.person(number.to_bytes(16, "big"))
        beside.append(page.answer_ms(nobody, UNKNOWN))
    return taken[WARM:], beside[WARM:]


@contextmanager
def _served(words: tuple[str, ...]) -> Iterator[str]:
    """The address of a server of its own; it ends with the block."""
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        for line in process.stdout:
            found = ADDRESS.search(line)
            if found is not None:
                yield found[0]
                break
        else:
            raise ChildProcessError(" ".join(words))
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(20)
