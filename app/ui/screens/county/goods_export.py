"""Papers and files of shared equipment: made on a worker, handed to the browser."""

from app.services.county_goods_papers import gather_goods, make_goods
from app.services.papers import PDF_TYPE
from app.store.queries.county_membership import own_council
from app.ui.i18n import t
from app.ui.paper_tray import Paper
from app.ui.runtime import current_runtime
from sync.core.ids import EntityId


async def save_goods(kind: str, loan: EntityId | None = None) -> None:
    """`kind` is one of `county_goods_papers.KINDS`."""
    runtime = current_runtime()
    now_ms, language = runtime.clock.now_ms(), runtime.look.value.language
    letter = runtime.county.letter
    try:
        content = await runtime.read_county(
            lambda db: gather_goods(db, kind, now_ms, language, own_council(db, letter), loan)
        )
    except LookupError:
        runtime.notify(t("refused.no_such_loan"), tone="late")
        return
    made = await runtime.work(lambda: make_goods(content))
    inline = made.media_type == PDF_TYPE
    await runtime.open_paper(Paper(made.content, made.file_name, made.media_type, inline=inline))
    runtime.notify(t("printing.made"))
