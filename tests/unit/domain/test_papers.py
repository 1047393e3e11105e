"""Who makes which paper, in which form."""

import pytest

from app.catalogue.codes import CodeLists
from app.domain.papers import PAPER_KINDS, refusal_to_print
from app.domain.staff_access import Access

CHIEF = Access("chief")
RECEPTION = Access("member", frozenset({"reception"}))
EQUIPMENT = Access("member", frozenset({"equipment"}))


def test_kinds_and_forms_are_codes_of_their_lists() -> None:
    codes = CodeLists.load()
    assert all(codes.get("print_kind", code) for code in PAPER_KINDS)
    forms = {form for kind in PAPER_KINDS.values() for form in kind.forms}
    assert all(codes.get("print_form", form) for form in forms)


@pytest.mark.parametrize(
    ("access", "kind", "form", "code"),
    [
        (CHIEF, "work_order", "pdf", None),
        (RECEPTION, "name_tag", "pdf", None),
        (RECEPTION, "work_order", "pdf", "other_section"),
        (RECEPTION, "list_needs", "csv", "other_section"),
        (EQUIPMENT, "list_borrowed", "csv_sjis", None),
        (EQUIPMENT, "list_participants", "xlsx", "other_section"),
        (EQUIPMENT, "day_report", "pdf", None),
        (Access("observer", all_sections=True), "day_report", "pdf", "read_only"),
        (CHIEF, "day_report", "csv", "no_such_form"),
        (CHIEF, "certificate", "pdf", "no_such_paper"),
    ],
)
def test_who_makes_what(access: Access, kind: str, form: str, code: str | None) -> None:
    assert refusal_to_print(access, kind, form) == code


def test_papers_with_residents_are_for_those_who_may_read_them() -> None:
    for kind in PAPER_KINDS.values():
        if kind.shows_residents:
            assert "reception" not in kind.sections
            assert "equipment" not in kind.sections
            assert kind.sections
