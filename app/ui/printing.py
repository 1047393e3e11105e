"""Papers from any screen: read, put on record, made on a worker, handed to the browser.

Promises that the record stands before the paper is handed out, and that what went wrong is said in
one line: nothing here raises. `True` comes back where the paper was opened.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from app.domain.calendar_jp import day_of
from app.domain.papers import PAPER_KINDS
from app.services.command import Refused
from app.services.papers import PaperRefused, PaperRequest, gather, make
from app.services.prints import RecordPrint, access_of
from app.ui.i18n import refusal_text, t
from app.ui.paper_tray import Paper
from app.ui.runtime import Runtime
from sync.core.ids import EntityId


async def print_work_order(
    runtime: Runtime, team: EntityId, *more: EntityId, purpose: str = ""
) -> bool:
    """活動依頼書 of one or several teams, as one PDF."""
    return await print_paper(runtime, "work_order", ids=(team, *more), purpose=purpose)


async def print_name_tags(
    runtime: Runtime, ids: Iterable[EntityId], *, sheet: str = "", skip: int = 0
) -> bool:
    """名札 of volunteers and groups; `skip` labels of the first sheet are used up."""
    return await print_paper(runtime, "name_tag", ids=tuple(ids), sheet=sheet, skip=skip)


async def print_check_in_cards(
    runtime: Runtime, ids: Iterable[EntityId], *, sheet: str = "", skip: int = 0
) -> bool:
    """受付カード with a QR code, of volunteers and groups."""
    return await print_paper(runtime, "check_in_card", ids=tuple(ids), sheet=sheet, skip=skip)


async def save_list(
    runtime: Runtime, kind: str, form: str, *, day: date | None = None, purpose: str = ""
) -> bool:
    """A list (code of `print_kind`) as a file (code of `print_form`); today where no day is
    named."""
    return await print_paper(runtime, kind, form, day=day, purpose=purpose)


async def print_paper(
    runtime: Runtime,
    kind: str,
    form: str = "pdf",
    *,
    ids: tuple[EntityId, ...] = (),
    day: date | None = None,
    sheet: str = "",
    skip: int = 0,
    purpose: str = "",
) -> bool:
    """Any paper. What it says is read in one short look; drawing it holds nobody up."""
    now_ms = runtime.clock.now_ms()
    language = runtime.look.value.language
    request = PaperRequest(kind, form, day or day_of(now_ms), ids, language, skip=skip)
    if sheet:
        request = replace(request, sheet=sheet)
    access = access_of(runtime.actor)
    try:
        content = await runtime.read(lambda db: gather(db, request, access, now_ms))
    except PaperRefused as refused:
        return _say(runtime, Refused(refused.code, refused.params))
    made = await runtime.work(lambda: make(content))
    recorded = await runtime.submit(RecordPrint(kind, form, ids, purpose=purpose))
    if isinstance(recorded, Refused):
        return _say(runtime, recorded)
    paper = Paper(made.content, made.file_name, made.media_type, inline=form == "pdf")
    await runtime.open_paper(paper)
    if made.replaced:
        runtime.notify(t("printing.replaced", count=made.replaced), tone="decide")
    elif PAPER_KINDS[kind].shows_residents:
        runtime.notify(t("printing.made_with_residents"))
    else:
        runtime.notify(t("printing.made"))
    return True


def _say(runtime: Runtime, refused: Refused) -> bool:
    runtime.sound("refused")
    runtime.notify(refusal_text(refused), tone="late")
    return False
