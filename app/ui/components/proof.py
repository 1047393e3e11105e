"""証明: who wrote a record, on which device, when, and which devices hold it now.

A small row in the history part of a record; what it says is read only when it is opened.
"""

import flet as ft

from app.domain.calendar_jp import day_of, short_day_text, time_text
from app.store.queries.devices import Proof, proofs_of
from app.ui.act_words import act_word
from app.ui.component import component
from app.ui.components.buttons import quiet_button
from app.ui.components.cards import stack
from app.ui.components.queries import shown
from app.ui.components.texts import soft_text, text
from app.ui.i18n import t
from app.ui.runtime import current_runtime
from app.ui.tagged import tagged
from app.ui.use_query import Ready, use_query
from app.ui.use_sync import use_sync
from sync.core.ids import EntityId

TOPICS = ("check_in", "need", "need_private", "team", "volunteer", "volunteer_private")


@component
def ProofRow(record: EntityId) -> ft.Control:
    opened, set_opened = ft.use_state(False)
    parts: list[ft.Control] = [
        ft.Row(
            [
                quiet_button(
                    "proof.open", t("sync.proof.close" if opened else "sync.proof.open"),
                    lambda: set_opened(not opened), icon=ft.Icons.FINGERPRINT,
                )
            ]
        )
    ]  # fmt: skip
    if opened:
        parts.append(ProofLines(record))
    return stack(parts, spacing=0)


@component
def ProofLines(record: EntityId) -> ft.Control:
    state = use_query(lambda db: proofs_of(db, record), TOPICS, record)
    proofs = state.value if isinstance(state, Ready) else ()
    holders = use_sync(
        lambda port: tuple(
            frozenset.intersection(
                *(frozenset(port.holders(proof.device, *batch)) for batch in proof.batches)
            )
            if proof.batches
            else frozenset()
            for proof in proofs
        ),
        proofs,
    )
    held = holders.value if isinstance(holders, Ready) and holders.deps == (proofs,) else None
    return shown(
        state,
        lambda lines: stack(
            [_line(one, held[place] if held is not None else None)
             for place, one in enumerate(lines)] or [soft_text(t("sync.proof.none"))],
            spacing=8,
        ),
    )  # fmt: skip


def _line(proof: Proof, held: frozenset[str] | None) -> ft.Control:
    when = f"{short_day_text(day_of(proof.at_ms))} {time_text(proof.at_ms)}"
    device = proof.letter or proof.device.hex()[:8]
    said = t("sync.proof.line", when=when, name=proof.actor_name or t("sync.held.nobody"),
             device=device)  # fmt: skip
    words: list[ft.Control] = [text(act_word(proof.act), bold=True), text(said)]
    if held is not None:
        own = current_runtime().operation.letter
        others = t("sync.and").join(sorted(held - {own}))
        words.append(
            soft_text(t("sync.proof.held", letters=others) if others else t("sync.proof.only_here"))
        )
    key = f"{proof.at_ms}-{proof.device.hex()}"
    return tagged(f"proof.line:{key}", ft.Column(words, spacing=0, tight=True))
