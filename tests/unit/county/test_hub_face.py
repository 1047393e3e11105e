"""A hub that serves the county's screens: the whole way over HTTPS on this machine."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import create_server
from threading import Event, Thread

import pytest
import requests
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from app.bootstrap import SET_UP, hub_face, new_county, real_world, shipped_dictionaries
from app.domain.calendar_jp import day_of
from app.domain.county_board import CountyFigures
from app.domain.tables_county import PREFECTURE, council_id
from app.services.county_board import PublishFigures
from app.services.county_gate import ticket_url
from app.services.hub_county import FaceOrder, NotACountyError, county_at_hub
from app.services.hubs import Hubs
from app.services.joining import join
from app.services.operation import Operation
from sync.core.ids import operation_tag
from sync.crypto.pairing import SECRET_BYTES
from sync.engine.lines import drive
from sync.protocol.client import Client, Link
from sync.transports.http_client import HttpTransport
from tests.support.centres import PASSPHRASE, open_centre
from tests.support.counties import COUNTY
from tests.support.together import ADDRESS, Host

HERE = "127.0.0.1"
TRIES = 60


class Running:
    """A hub with the county's screens, and the prefecture's own device."""

    def __init__(self, county: Operation, hub: int, screens: int) -> None:
        self.county = county
        self.hub = hub
        self.screens = screens
        self.browser = requests.Session()
        self.browser.verify = False
        self.browser.trust_env = False

    def get(self, path: str, **headers: str) -> requests.Response:
        url = path if path.startswith("https") else f"https://{HERE}:{self.screens}{path}"
        return self.browser.get(url, headers=headers, allow_redirects=False, timeout=20)

    def sync(self) -> None:
        tag = operation_tag(self.county.card.id)
        line = HttpTransport(f"{HERE}:{self.hub}", None, tag=tag)
        nonce = self.county.world.random.bytes(SECRET_BYTES)
        now_ms = self.county.world.clock.now_ms()
        drive(Client(self.county.replica, Link(line.fingerprint), nonce, now_ms).run(), line)
        line.close()


@contextmanager
def running(folder: Path) -> Iterator[Running]:
    world = real_world()
    hubs = Hubs(world, shipped_dictionaries(), SET_UP, lambda _line: None, hub_face)
    order = hubs.order(folder / "data", 0, HERE, None, None, None)
    county = new_county(folder / "county", PASSPHRASE, COUNTY, drill=True)
    card = hubs.card(county, hubs.note(order))
    assert isinstance(card, str)
    hubs.add(order, card, None, None)
    host = Host(county)
    shown = host.invitations.invite(
        ("council",), "", None, ADDRESS, SET_UP, council_id(PREFECTURE)
    )  # fmt: skip
    join(
        shown.qr, "hub", PASSPHRASE, folder / "face", world, shipped_dictionaries(),
        lambda *_: host.transport(), lambda _step: None,
    ).close()  # fmt: skip
    ports: list[int] = []
    ending, ready = Event(), Event()
    face = hubs.face(folder / "face", PASSPHRASE, free_port())

    def shows(port: int) -> None:
        ports.append(port)
        ready.set()

    thread = Thread(target=hubs.serve, args=(order, ending, ports.append, face, shows))
    thread.start()
    try:
        assert ready.wait(60)
        yield Running(county, *ports)
    finally:
        ending.set()
        thread.join()
        county.close()


def free_port() -> int:
    with create_server((HERE, 0)) as server:
        return int(server.getsockname()[1])


@pytest.fixture(scope="module")
def face(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    requests.packages.urllib3.disable_warnings()  # type: ignore[attr-defined]
    with running(tmp_path_factory.mktemp("face")) as one:
        yield one


def test_strangers_get_a_page_that_says_how_one_comes_in(face: Running) -> None:
    for path in ("/", "/county", "/web/tasuki.js", "/enter", "/paper/abc", "/assets/x"):
        answer = face.get(path)
        assert answer.status_code == 403
        assert "県の協力に加わっている端末" in answer.text or "もう使えません" in answer.text
        assert "set-cookie" not in answer.headers
    with pytest.raises((WebSocketException, OSError)):
        socket_to(face, "").recv(timeout=20)


def test_published_figures_come_through_the_hub_to_everybody(face: Running) -> None:
    figures = CountyFigures(participants=212, injuries=1)
    today = day_of(face.county.world.clock.now_ms())
    face.county.submit(PublishFigures(today, figures, final=False), SET_UP)
    face.sync()
    answer = face.get("/feed/figures.json")
    for _ in range(TRIES):
        if answer.status_code == 200 and answer.json()["figures"]:
            break
        Event().wait(0.6)  # the hub's own device is told, and asks its hub
        answer = face.get("/feed/figures.json")
    (line,) = answer.json()["figures"]
    assert (line["code"], line["participants"], line["final"]) == (PREFECTURE, 212, False)
    assert "injuries" not in line
    assert answer.headers["cache-control"] == "public, max-age=60"
    assert answer.headers["access-control-allow-origin"] == "*"
    again = face.get("/feed/figures.json", **{"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    table = face.get("/feed/figures.csv")
    assert table.headers["content-type"].startswith("text/csv")
    assert "212" in table.text


def test_a_device_of_the_county_opens_the_screens(face: Running) -> None:
    place = f"{HERE}:{face.screens - 1}"
    answer = face.get(ticket_url(face.county, place))
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"]
    for word in ("Secure", "HttpOnly", "SameSite=lax"):
        assert word in cookie
    shown = face.get("/", cookie=cookie.partition(";")[0])
    assert shown.status_code == 200
    assert "frame-ancestors 'none'" in shown.headers["content-security-policy"]
    with socket_to(face, cookie.partition(";")[0]) as socket:
        socket.ping().wait(20)
    with pytest.raises((WebSocketException, OSError)):
        socket_to(face, cookie.partition(";")[0], origin="https://evil.example.jp").recv(timeout=20)


def test_a_centre_is_never_opened_at_a_hub(tmp_path: Path) -> None:
    with open_centre(tmp_path / "centre") as centre:
        world = centre.operation.world
    order = FaceOrder(tmp_path / "centre", PASSPHRASE)
    with (
        pytest.raises(NotACountyError),
        county_at_hub(order, world, shipped_dictionaries(), f"{HERE}:1"),
    ):
        pytest.fail("it was opened")


def socket_to(face: Running, cookie: str, origin: str = "") -> ClientConnection:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return connect(
        f"wss://{HERE}:{face.screens}/ws", ssl=context, proxy=None,
        additional_headers={"cookie": cookie} if cookie else {},
        origin=Origin(origin or f"https://{HERE}:{face.screens}"),
    )  # fmt: skip
