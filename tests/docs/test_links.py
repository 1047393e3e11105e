"""Every link leads somewhere, and every page is reached by one."""

import itertools
from collections import Counter
from pathlib import Path
from urllib.parse import unquote

from tests.docs.pages import anchor, headings, links, pages
from tests.tidy.sources import ROOT

OUTSIDE = ("http://", "https://", "mailto:")
# Read by people who open the folder, not by following links.
FOUND_IN_PLACE = {"README.md"}


def test_every_link_leads_to_a_file_and_a_heading() -> None:
    broken = []
    for link in links():
        if link.target.startswith(OUTSIDE):
            continue
        path, _, fragment = unquote(link.target).partition("#")
        page = (ROOT / link.page.parent / path).resolve() if path else ROOT / link.page
        if not page.is_relative_to(ROOT) or not page.exists():
            broken.append(f"{link.page}: {link.target}")
        elif fragment and page.suffix == ".md":
            known = {anchor(text) for _, text in headings(page.relative_to(ROOT))}
            if fragment.lower() not in known:
                broken.append(f"{link.page}: no heading for {link.target}")
    assert not broken, "\n".join(broken)


def test_every_page_begins_with_one_title_and_skips_no_level() -> None:
    wrong = []
    for page in pages():
        levels = [level for level, _ in headings(page)]
        if levels.count(1) != 1 or levels[0] != 1:
            wrong.append(f"{page}: exactly one title, at the top")
        elif any(b > a + 1 for a, b in itertools.pairwise(levels)):
            wrong.append(f"{page}: a level is skipped")
    assert not wrong, "\n".join(wrong)


def test_no_page_has_two_headings_with_one_anchor() -> None:
    double = [
        f"{page}: {name}"
        for page in pages()
        for name, count in Counter(anchor(text) for _, text in headings(page)).items()
        if count > 1 and page != Path("CHANGELOG.md")
    ]
    assert not double, "\n".join(double)


def test_every_page_of_the_documents_is_linked_from_another() -> None:
    reached = set()
    for link in links():
        target = unquote(link.target).partition("#")[0]
        if target and not link.target.startswith(OUTSIDE):
            path = (ROOT / link.page.parent / target).resolve()
            path = path / "README.md" if path.is_dir() else path
            if path.is_relative_to(ROOT) and path != ROOT / link.page:
                reached.add(path.relative_to(ROOT))
    lonely = [str(p) for p in pages() if p.parts[0] == "docs" and p not in reached]
    assert not lonely


def test_every_decision_is_in_the_index_under_its_own_title() -> None:
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    for path in sorted(folder.glob("[0-9]*.md")):
        number, title = headings(path.relative_to(ROOT))[0][1].split(" ", 1)
        assert path.name.startswith(f"{number}-")
        assert f"| [{number}]({path.name}) | {title} |" in index
