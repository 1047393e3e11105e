"""`tasuki demo --story mutual-aid`: the story is told step by step, and where it stopped."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app.cli.main import main
from app.cli.passphrase import DEMO_PASSPHRASE
from app.services.command import Refused
from app.services.rehearsal import StoryStopped, Told
from tests.support.commands import SAME_MORNING

TOLD = (
    Told("state", "odawara", ("hub", "odawara"), (), (), ()),
    Told("ask", "odawara", ("odawara",), ("odawara", "fujisawa"), ("hub",), ()),
)
Story = Callable[[Path, str, Callable[[Told], None]], int]


def demo(make_story: Story, folder: Path) -> int:
    programs = replace(SAME_MORNING, make_story=make_story)
    return main(programs, ["demo", str(folder), "--story", "mutual-aid"])


def test_each_step_says_who_saw_it_and_who_could_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[tuple[Path, str]] = []

    def story(folder: Path, passphrase: str, on_step: Callable[[Told], None]) -> int:
        asked.append((folder, passphrase))
        for told in TOLD:
            on_step(told)
        return 77

    assert demo(story, tmp_path / "county") == 0
    assert asked == [(tmp_path / "county", DEMO_PASSPHRASE)]
    assert capsys.readouterr().out.splitlines() == [
        "1  小田原市  小田原市が開設し、募集範囲を知らせる",
        "    見えている: 県社協、小田原市",
        "2  小田原市  回線のないまま、小田原市が応援職員を要請する",
        "    見えている: 小田原市",
        "    回線なし: 小田原市、藤沢市",
        "    見えていない: 県社協",
        f"{tmp_path / 'county'} に訓練用の県を作りました（77 件の操作）。合言葉: {DEMO_PASSPHRASE}",
        f"開くには: tasuki run --operation {tmp_path / 'county' / 'odawara'}",
    ]


def test_a_story_that_stopped_names_the_step_and_the_refusal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def story(_folder: Path, _passphrase: str, on_step: Callable[[Told], None]) -> int:
        on_step(TOLD[0])
        raise StoryStopped("ask", Refused("not_on_this_device"))

    assert demo(story, tmp_path / "county") == 1
    said = capsys.readouterr()
    assert "回線のないまま、小田原市が応援職員を要請する" in said.err
    assert "not_on_this_device" in said.err
    assert "作りました" not in said.out
