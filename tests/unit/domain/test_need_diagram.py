"""The committed page about the life of a need."""

from pathlib import Path

from app.domain.need_diagram import page
from app.domain.needs import ACTS, NeedStatus

PAGE = Path("docs/internals/state-machines/need.md")


def test_the_committed_page_is_what_the_tables_say(repository: Path) -> None:
    assert (repository / PAGE).read_text(encoding="utf-8") == page(), (
        "write it again: python -m tests.unit.domain.test_need_diagram"
    )


def test_the_page_names_every_state_and_every_act() -> None:
    text = page()
    assert all(f"| {status} |" in text for status in NeedStatus)
    assert all(f"| {act} |" in text for act in ACTS)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
