"""Who may see the county's screens at the hub, and what the open feed says."""

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from app.domain.county_board import CountyFigures
from app.domain.tables_county import PREFECTURE
from app.services.county_board import PublishFigures
from app.services.county_gate import PASS_MS, TICKET_MS, Gate, ticket_url
from app.services.devices import RevokeDevice
from app.services.figures_feed import DAYS, FiguresFeed, figures_csv, figures_json
from sync.core.ids import DeviceId
from tests.support.centres import Centre
from tests.support.counties import County, open_county
from tests.support.together import Host, meet

HUB, PLACE = "hub.example.jp:8551", "hub.example.jp:8552"
SECRET = b"s" * 32


@contextmanager
def at_the_hub(folder: Path) -> Iterator[tuple[County, Centre, Gate]]:
    """A county, the member that the hub is, and its gate."""
    with open_county(folder) as county:
        hub = county.council(PREFECTURE)
        county.council("14203")
        county.meet_all()
        yield county, hub, Gate(hub.operation, SECRET, folder / "tickets")


def asked(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query))


def test_a_device_of_the_county_opens_one_browser_once(tmp_path: Path) -> None:
    with at_the_hub(tmp_path) as (county, hub, gate):
        url = ticket_url(county.council("14203").operation, HUB)
        assert url.startswith(f"https://{PLACE}/enter?")
        shown = gate.enter(asked(url), PLACE)
        assert shown is not None
        visitor = gate.admitted(shown)
        assert visitor is not None
        assert visitor.actor.role == "observer"  # it acts at its own desk
        assert gate.enter(asked(url), PLACE) is None
        assert Gate(hub.operation, SECRET, tmp_path / "tickets").enter(asked(url), PLACE) is None


def test_the_prefecture_acts_there_and_a_pass_is_good_in_every_process(tmp_path: Path) -> None:
    with at_the_hub(tmp_path) as (county, hub, gate):
        shown = gate.enter(asked(ticket_url(county.hub.operation, HUB)), PLACE)
        assert shown is not None
        for one in (gate, Gate(hub.operation, SECRET, tmp_path / "other")):
            visitor = one.admitted(shown)
            assert visitor is not None
            assert visitor.actor.role == "chief"
        assert Gate(hub.operation, b"x" * 32, tmp_path / "x").admitted(shown) is None
        county.clock.advance(PASS_MS)
        assert gate.admitted(shown) is None


def test_whoever_was_taken_out_is_out_at_once(tmp_path: Path) -> None:
    with at_the_hub(tmp_path) as (county, hub, gate):
        council = county.council("14203").operation
        shown = gate.enter(asked(ticket_url(council, HUB)), PLACE)
        assert shown is not None
        url = ticket_url(council, HUB)
        county.hub.do(RevokeDevice(DeviceId(council.device), "訓練"))
        meet(hub, Host(county.hub.operation))
        assert gate.admitted(shown) is None
        assert gate.enter(asked(url), PLACE) is None


def test_what_is_no_good_ticket_opens_nothing(tmp_path: Path) -> None:
    with at_the_hub(tmp_path) as (county, _hub, gate), open_county(tmp_path / "b", seed=99) as b:
        council = county.council("14203").operation
        good = asked(ticket_url(council, HUB))
        stranger = asked(ticket_url(b.hub.operation, HUB))
        flipped = "0" if good["s"][0] != "0" else "1"
        for bad in (
            {}, stranger, {**good, "s": flipped + good["s"][1:]}, {**good, "t": "x"},
            {**good, "n": "00"}, {**good, "t": str(int(good["t"]) + 1)},
            {**good, "d": stranger["d"]},
        ):  # fmt: skip
            assert gate.enter(bad, PLACE) is None
        assert gate.enter(good, "evil.example.jp:8552") is None
        assert gate.enter(good, "hub.example.jp:9") is None
        county.clock.advance(TICKET_MS + 1)
        assert gate.enter(good, PLACE) is None
        assert gate.enter(asked(ticket_url(council, HUB)), PLACE) is not None


@pytest.mark.parametrize("shown", ["", "zz", "00" * 56, "00"])
def test_a_pass_that_nobody_gave_is_none(tmp_path: Path, shown: str) -> None:
    with at_the_hub(tmp_path) as (_county, _hub, gate):
        assert gate.admitted(shown) is None


# ------------------------------------------------------------------------------------ the feed


def publish(council: Centre, day: str, *, final: bool, participants: int) -> None:
    figures = CountyFigures(participants=participants, new_needs=3, injuries=1, staff_own=9)
    council.do(PublishFigures(date.fromisoformat(day), figures, final))


def test_the_feed_has_published_counts_and_nothing_else(tmp_path: Path) -> None:
    with at_the_hub(tmp_path) as (county, hub, _gate):
        council = county.council("14203")
        publish(council, "2026-08-10", final=True, participants=212)
        publish(council, "2026-08-11", final=False, participants=40)
        county.meet_all()
        said = json.loads(figures_json(hub.operation).content)
        assert {key: said[key] for key in ("format", "county", "drill", "days")} == {
            "format": 1, "county": "訓練県社協", "drill": True, "days": DAYS,
        }  # fmt: skip
        running, final = said["figures"]
        assert (final["day"], final["code"], final["council"]) == (
            "2026-08-10", "14203", "平塚市社協",
        )  # fmt: skip
        assert (final["participants"], final["final"]) == (212, True)
        assert (running["participants"], running["final"]) == (40, False)
        assert set(final) == {
            "day", "code", "council", "participants", "new_needs", "activities", "completed",
            "open_needs", "final", "as_of",
        }  # fmt: skip
        lines = list(
            csv.DictReader(io.StringIO(figures_csv(hub.operation).content.decode("utf-8-sig")))
        )
        assert [line["participants"] for line in lines] == ["40", "212"]


def test_the_feed_is_made_anew_only_when_there_is_something_new(tmp_path: Path) -> None:
    with at_the_hub(tmp_path) as (county, hub, _gate):
        feed = FiguresFeed(hub.operation)
        council = county.council("14203")
        first = feed.json()
        assert feed.json() is first
        publish(council, "2026-08-11", final=False, participants=40)
        county.meet_all()
        second = feed.json()
        assert second.tag != first.tag
        assert feed.json() is second
        feed.close()
