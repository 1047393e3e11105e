"""`tasuki hub`: a centre and a hub are brought together by two texts, and then they sync."""

import argparse
import configparser
import io
import os
import re
import signal
import socket
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app.bootstrap import PROGRAMS, SET_UP, open_operation
from app.catalogue.messages import Messages
from app.cli import cmd_hub
from app.cli.main import main
from app.cli.passphrase import VARIABLE
from app.services.command import Ok
from app.services.devices import RevokeDevice
from app.services.hubs import Hubs
from app.services.needs import ReceiveNeed
from app.services.operation import Operation
from sync.core.ids import operation_tag
from sync.core.registry import SpaceKind
from sync.crypto.device import device_id_of
from sync.engine.lines import drive
from sync.hub.card import HubCard, HubNote
from sync.log.sqlite import SqliteLog
from sync.protocol.client import Client, Link
from sync.transports.certificates import Certificate
from sync.transports.http_client import HttpTransport
from tests.support.centres import PASSPHRASE, open_centre
from tests.support.world import SeededRandom

NAME, PHONE = "渡邉 訓練", "090-0000-0041"
SAYS = Messages.load("ja")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "hub"


@pytest.fixture
def centre(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(VARIABLE, PASSPHRASE)
    with open_centre(tmp_path / "op") as opened:
        opened.do(ReceiveNeed({"name": NAME, "phone": PHONE}))
    return tmp_path / "op"


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Callable[[], str]:
    return lambda: capsys.readouterr().out


def hub(*words: object) -> int:
    return main(PROGRAMS, ["hub", *map(str, words)])


def introduced(data: Path, centre: Path, said: Callable[[], str], tmp_path: Path) -> Path:
    """The hub's text went to the admin; the card that came back."""
    note, card = tmp_path / "note.txt", tmp_path / "card.txt"
    assert hub("show", "--data", data) == 0
    note.write_text(said(), encoding="utf-8")
    assert hub("card", "--operation", centre, "--text", note) == 0
    card.write_text(said(), encoding="utf-8")
    return card


def test_from_two_texts_to_the_first_sync(
    data: Path, centre: Path, said: Callable[[], str], tmp_path: Path
) -> None:
    card = introduced(data, centre, said, tmp_path)
    assert hub("add", "--data", data, "--text", card) == 0
    known = HubCard.from_text(card.read_text())
    assert operation_tag(known.operation) in said()
    with closing(open_operation(centre, PASSPHRASE)) as operation:
        status = serve_once(data, lambda port: sync(operation, port, data))
    assert status == 0
    log = SqliteLog.open(next(data.glob("operations/*/log.sqlite")))
    kinds = {space.kind for _, space in log.vector()}
    assert kinds >= {SpaceKind.AUTH, SpaceKind.CENTRE, SpaceKind.SEALED}
    log.close()
    kept = b"".join(path.read_bytes() for path in data.rglob("*") if path.is_file())
    assert NAME.encode() not in kept
    assert PHONE.encode() not in kept


def test_a_county_that_is_none_or_does_not_open_ends_the_hub_with_a_sentence(
    data: Path, centre: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("--data", data, "--host", "127.0.0.1", "--port", 0, "--county", centre)
    assert hub(*words) == 1
    assert capsys.readouterr().err.splitlines()[-1] == SAYS.text("hub.hub_not_a_county")
    wrong = tmp_path / "wrong"
    wrong.write_text("べつの合言葉")
    assert hub(*words, "--passphrase-file", wrong) == 1
    assert capsys.readouterr().err.splitlines()[-1] == SAYS.text("cli.wrong_passphrase")


def serve_once(data: Path, act: Callable[[int], None], *more: object) -> int:
    """The command runs, somebody acts, and systemd ends it."""

    class Once(Hubs):
        def serve(self, order, ending, on_ready, *face):
            def ready(port: int) -> None:
                on_ready(port)
                act(port)
                os.kill(os.getpid(), signal.SIGTERM)

            super().serve(order, ending, ready, *face)

    real = PROGRAMS.hub()
    assert isinstance(real, Hubs)
    real.__class__ = Once
    words = ["hub", "--data", str(data), "--host", "127.0.0.1", "--port", "0", *map(str, more)]
    before = signal.getsignal(signal.SIGTERM)
    status = main(replace(PROGRAMS, hub=lambda: real), words)
    assert signal.getsignal(signal.SIGTERM) is before
    return status


def sync(operation: Operation, port: int, data: Path) -> None:
    note = HubNote.from_text(note_of(data))
    line = HttpTransport(
        f"127.0.0.1:{port}", note.fingerprint or None, tag=operation_tag(operation.card.id)
    )
    link = Link(line.fingerprint, device_id_of(note.public_key))
    client = Client(operation.replica, link, SeededRandom(5).bytes(16), 0)
    ended = drive(client.run(), line)
    line.close()
    assert ended.same
    assert [end.space.kind for end in ended.spaces] == list(SpaceKind)


def note_of(data: Path, cert: Path | None = None, key: Path | None = None) -> str:
    hubs = PROGRAMS.hub()
    return hubs.note(hubs.order(data, 0, "", None, cert, key))


def test_a_card_may_come_through_a_pipe_and_again(
    data: Path, centre: Path, said: Callable[[], str], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    card = introduced(data, centre, said, tmp_path)
    again = introduced(data, centre, said, tmp_path)
    assert card.read_text() == again.read_text()
    with closing(open_operation(centre, PASSPHRASE)) as operation:
        labels = [member.label for member in operation.authority.members.values()]
    assert labels.count("hub") == 1
    monkeypatch.setattr("sys.stdin", io.StringIO(card.read_text()))
    assert hub("add", "--data", data, "--text", "-", "--gigabytes", 3, "--batches", 70) == 0
    assert hub("list", "--data", data) == 0
    assert "3 GB・70 件" in said()
    assert hub("add", "--data", data, "--text", card, "--batches", 80) == 0
    assert hub("list", "--data", data) == 0
    assert "3 GB・80 件" in said()


def test_a_hub_that_was_sent_away_gets_no_card(
    data: Path, centre: Path, said: Callable[[], str], tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    introduced(data, centre, said, tmp_path)
    device = device_id_of(HubNote.from_text((tmp_path / "note.txt").read_text()).public_key)
    with closing(open_operation(centre, PASSPHRASE)) as operation:
        assert isinstance(operation.submit(RevokeDevice(device, "訓練"), SET_UP), Ok)
    assert hub("card", "--operation", centre, "--text", tmp_path / "note.txt") == 1
    reason = SAYS.text("refused.sync_already_revoked")
    assert SAYS.text("hub.card_refused", reason=reason) in capsys.readouterr().err


def test_with_a_given_certificate_nothing_is_pinned(data: Path, tmp_path: Path) -> None:
    pem = Certificate.make(SeededRandom(3)).pem
    cut = pem.index("-----END CERTIFICATE-----") + len("-----END CERTIFICATE-----\n")
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    cert.write_text(pem[:cut])
    key.write_text(pem[cut:])
    own = HubNote.from_text(note_of(data))
    given = HubNote.from_text(note_of(data, cert, key))
    assert given == replace(own, fingerprint=b"")
    shown: list[bytes] = []

    def look(port: int) -> None:
        line = HttpTransport(f"127.0.0.1:{port}")
        shown.append(line.fingerprint)
        line.close()

    assert serve_once(data, look, "--cert", cert, "--key", key) == 0
    assert shown == [Certificate.from_pem(pem).fingerprint]


@pytest.mark.parametrize(
    ("words", "status", "key"),
    [
        ((), 2, "hub.needs"),
        (("add", "--data", "{data}"), 1, "hub.hub_none"),
        (("list", "--data", "{data}"), 1, "hub.hub_none"),
        (("card", "--text", "x"), 2, "hub.needs"),
        (("card", "--operation", "{centre}", "--text", "{data}"), 1, "hub.text_file"),
        (("card", "--operation", "{centre}", "--text", "{empty}"), 1, "hub.decode"),
        (("show", "--data", "{data}", "--cert", "{empty}"), 1, "cli.bad_input"),
        (("show", "--data", "{data}", "--cert", "{data}", "--key", "{data}"), 1, "hub.files"),
        (("show", "--data", "{empty}/in/the/way"), 1, "hub.files"),
        (("--data", "{data}", "--database", "postgresql://x"), 1, "hub.hub_no_driver"),
    ],
)  # fmt: skip
def test_what_went_wrong_is_said(
    data: Path, centre: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], status: int, key: str,
) -> None:  # fmt: skip
    monkeypatch.setitem(__import__("sys").modules, "sync.log.postgres_database", None)
    empty = tmp_path / "empty"
    empty.touch()
    places = {"data": data, "centre": centre, "empty": empty}
    if words[:1] == ("add",):
        words = (*words, "--text", "{empty}")
    assert hub(*(word.format(**places) for word in words)) == status
    first = SAYS.texts[key].split("{")[0]
    found = capsys.readouterr().err
    assert first in found or (first == "" and "を指定してください" in found)
    assert "Traceback" not in found


def test_a_port_that_is_taken_and_a_number_that_is_none(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert hub("--data", data, "--host", "127.0.0.1", "--port", port) == 1
    assert SAYS.text("cli.port_taken", port=port) in capsys.readouterr().err
    with pytest.raises(SystemExit):
        hub("add", "--data", data, "--text", "-", "--gigabytes", "many")


def test_a_damaged_card_at_the_hub_is_named(
    data: Path, centre: Path, said: Callable[[], str], tmp_path: Path
) -> None:
    card = introduced(data, centre, said, tmp_path)
    assert hub("list", "--data", data) == 0
    assert SAYS.text("hub.serves_none") in said()
    hub("add", "--data", data, "--text", card)
    (file,) = data.glob("operations/*/operation.json")
    file.write_text("{}")
    assert hub("list", "--data", data) == 3
    assert file.parent.name in said()


def test_a_centre_is_removed_by_its_whole_tag(
    data: Path, centre: Path, said: Callable[[], str], tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    card = introduced(data, centre, said, tmp_path)
    hub("add", "--data", data, "--text", card)
    tag = operation_tag(HubCard.from_text(card.read_text()).operation)
    assert hub("remove", "--data", data, "--tag", tag[:15]) == 1
    assert SAYS.text("hub.unknown_tag", tag=tag[:15]) in capsys.readouterr().err
    assert len(list(data.glob("operations/*"))) == 1
    assert hub("remove", "--data", data, "--tag", tag) == 0
    assert list(data.glob("operations/*")) == []
    assert hub("remove", "--data", data) == 2


def test_every_call_in_the_guide_and_its_unit_is_understood(repository: Path) -> None:
    guide = (repository / "docs" / "operate" / "hub.md").read_text(encoding="utf-8")
    calls = re.findall(r"bin/tasuki hub[^\n]*|^tasuki hub[^\n>#]*", guide, re.MULTILINE)
    parser = argparse.ArgumentParser()
    cmd_hub.add_parser(parser.add_subparsers(), SAYS)
    for call in calls:
        words = re.split(r"[`…]", call)[0].split()[1:]
        parser.parse_args(words + (["DIR"] if words[-1] == "--data" else []))
    assert len(calls) >= 6
    section = guide.split("```ini\n")[1].split("```")[0]
    unit = configparser.RawConfigParser()
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string(section)
    assert unit["Service"]["ExecStart"].endswith("hub --data /var/lib/tasuki-hub --port 8551")
    assert unit["Service"]["StateDirectory"] == "tasuki-hub"
