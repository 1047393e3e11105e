"""Every problem of a file, by its row; a page of them at a time, errors first on request."""

from collections.abc import Callable

import flet as ft

from app.documents.readers.cells import Problem, Severity
from app.documents.readers.plan import Outcome, PlannedRow
from app.services.import_texts import problem_text
from app.ui.component import component, keyed, memo
from app.ui.components.buttons import button
from app.ui.components.choices import choice_chips
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import soft_text, text
from app.ui.i18n import messages_for, t
from app.ui.look import current_look
from app.ui.palette import palette
from app.ui.screens.settings.import_state import Preview

PAGE = 50


@component
def Problems(preview: Preview) -> ft.Control:
    start, set_start = ft.use_state(0)
    only, set_only = ft.use_state("all")
    problems = [
        one for one in preview.forecast.problems if only in ("all", one.severity)
    ]  # fmt: skip

    def choose(code: str | None) -> None:
        set_only(code or "all")
        set_start(0)

    errors = sum(one.severity is Severity.ERROR for one in preview.forecast.problems)
    options = (
        ("all", f"{t('import.screen.all')} {len(preview.forecast.problems)}"),
        ("error", f"{t('import.severity.error')} {errors}"),
        ("warning", f"{t('import.severity.warning')} {len(preview.forecast.problems) - errors}"),
    )
    parts: list[ft.Control] = [
        choice_chips("import.severity", t("import.screen.show"), options, only, choose)
    ]
    parts += [
        keyed(f"{start + n}", ProblemLine, one, n % 2 == 1)
        for n, one in enumerate(problems[start : start + PAGE])
    ]
    if len(problems) > PAGE:
        parts.append(_pager(start, len(problems), set_start))
    if not problems:
        parts.append(text(t("import.screen.no_problems")))
    parts += _left_out(preview.plan.rows)
    return ft.Column(
        parts, spacing=4, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
    )


@memo
def ProblemLine(problem: Problem, shade: bool) -> ft.Control:
    error = problem.severity is Severity.ERROR
    place = t("import.screen.row", row=problem.row)
    words = problem_text(messages_for(current_look().language), problem)
    head: list[ft.Control] = [
        status_chip("late" if error else "decide", t(problem.severity_key)),
        text(f"{place}　{problem.header}".rstrip(), bold=True),
    ]
    return ft.Container(
        ft.Column([ft.Row(head, wrap=True, spacing=12), text(words)], spacing=2, tight=True),
        padding=ft.Padding.symmetric(horizontal=12, vertical=8),
        bgcolor=palette().raised if shade else None,
        border=ft.Border(bottom=ft.BorderSide(1, palette().hair)),
    )


def _pager(start: int, total: int, set_start: Callable[[int], None]) -> ft.Control:
    parts: list[ft.Control] = [
        soft_text(t("frame.rows_place", first=start + 1, last=min(start + PAGE, total),
                    total=total))
    ]  # fmt: skip
    if start:
        parts.append(
            button("import.before", t("frame.rows_before", count=PAGE),
                   lambda: set_start(start - PAGE), icon=ft.Icons.ARROW_UPWARD)
        )  # fmt: skip
    if start + PAGE < total:
        parts.append(
            button("import.after", t("frame.rows_after", count=min(PAGE, total - start - PAGE)),
                   lambda: set_start(start + PAGE), icon=ft.Icons.ARROW_DOWNWARD)
        )  # fmt: skip
    return ft.Row(parts, wrap=True, spacing=12)


def _left_out(rows: tuple[PlannedRow, ...]) -> list[ft.Control]:
    """Totals, examples, repeated headers: which rows, and why they are no data."""
    by_reason: dict[str, list[int]] = {}
    for row in rows:
        if row.outcome is Outcome.SKIPPED:
            by_reason.setdefault(row.outcome_key, []).append(row.number)
    return [
        soft_text(t("import.screen.left_out", what=t(key), rows=_numbers(numbers)))
        for key, numbers in by_reason.items()
    ]


def _numbers(numbers: list[int], most: int = 12) -> str:
    shown = "、".join(map(str, numbers[:most]))
    return shown if len(numbers) <= most else f"{shown}…"
