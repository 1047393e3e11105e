"""The papers and lists that a centre makes: who makes them, in which forms, and about what.

Promises that residents' names stand only on papers that are made by those whose work needs them;
everybody may make the day's report, which names nobody. Codes are those of the lists `print_kind`
and `print_form`. A kind that is not here cannot be printed yet.
"""

from dataclasses import dataclass

from app.domain.staff_access import MEMBER, SEALED_SECTIONS, Access, at_least, in_section

PDF = "pdf"
TABLE_FORMS = ("xlsx", "csv", "csv_sjis")

_PEOPLE = frozenset({"chief", "general", "reception", "certificates"})


@dataclass(frozen=True)
class PaperKind:
    """`about`: team, people (volunteers and groups, by id) or day. No section means everybody."""

    code: str
    about: str
    forms: tuple[str, ...]
    sections: frozenset[str] = frozenset()
    shows_residents: bool = False


_KINDS = (
    PaperKind("work_order", "team", (PDF,), SEALED_SECTIONS, shows_residents=True),
    PaperKind("name_tag", "people", (PDF,), _PEOPLE | {"matching", "dispatch"}),
    PaperKind("check_in_card", "people", (PDF,), _PEOPLE),
    PaperKind("list_participants", "day", TABLE_FORMS, _PEOPLE | {"matching", "dispatch"}),
    PaperKind("list_insurance", "day", TABLE_FORMS, _PEOPLE),
    PaperKind("list_needs", "day", TABLE_FORMS, SEALED_SECTIONS, shows_residents=True),
    PaperKind("list_calling", "day", TABLE_FORMS, SEALED_SECTIONS, shows_residents=True),
    PaperKind("list_equipment", "day", TABLE_FORMS),
    PaperKind("list_borrowed", "day", TABLE_FORMS),
    PaperKind("day_report", "day", (PDF,)),
)
PAPER_KINDS: dict[str, PaperKind] = {kind.code: kind for kind in _KINDS}


def refusal_to_print(access: Access, kind: str, form: str) -> str | None:
    """Why a person may not make a paper, as a refusal code, or None.

    `no_such_paper`, `no_such_form`, `read_only`, `other_section`.
    """
    paper = PAPER_KINDS.get(kind)
    if paper is None:
        return "no_such_paper"
    if form not in paper.forms:
        return "no_such_form"
    if not at_least(access.role, MEMBER):
        return "read_only"
    return None if in_section(access, paper.sections) else "other_section"
