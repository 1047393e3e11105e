"""What stands in front of the hub's screens: who gets through, for how long, and how often."""

from collections.abc import Mapping

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from app.services.command import Actor
from app.ui.hub_guard import COOKIE, POLICY_VIOLATED, VISITOR, MembersOnly

HUB = "https://hub.example.jp:8552"
PASS, TICKET = "a1b2", {"t": "good"}
READER = Actor(None, "訓練市 1", "observer")


class Admits:
    """One ticket, one pass; `gone` when the device was taken out."""

    def __init__(self) -> None:
        self.gone = False
        self.waits = 0.0

    def enter(self, query: Mapping[str, str], host: str) -> str | None:
        return PASS if dict(query) == TICKET and host == "hub.example.jp:8552" else None

    def actor(self, shown: str) -> Actor | None:
        return READER if shown == PASS and not self.gone else None


async def _page(_request: Request) -> Response:
    return PlainTextResponse("inside")


async def _socket(socket: WebSocket) -> None:
    await socket.accept()
    actor = VISITOR.get()
    await socket.send_text(actor.name if actor is not None else "")
    try:
        while True:
            await socket.send_text(await socket.receive_text())
    except WebSocketDisconnect:
        pass


@pytest.fixture
def admits() -> Admits:
    return Admits()


@pytest.fixture
def browser(admits: Admits) -> TestClient:
    inside = Starlette(
        routes=[
            Route("/", _page), Route("/feed/figures.json", _page), WebSocketRoute("/ws", _socket)
        ]
    )  # fmt: skip
    guarded = MembersOnly(inside, admits, lambda _address: admits.waits)
    return TestClient(guarded, base_url=HUB, follow_redirects=False)


def test_only_the_feed_is_open(browser: TestClient) -> None:
    assert browser.get("/feed/figures.json").text == "inside"
    for path in ("/", "/feed", "/paper/x", "/enter?t=bad", "/feed/x"):
        assert browser.get(path).status_code == 403
    assert "frame" not in browser.get("/").text
    assert browser.post("/", content=b"x").status_code == 403


def test_a_good_ticket_gives_a_pass_that_the_browser_keeps(browser: TestClient) -> None:
    answer = browser.get("/enter", params=TICKET)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert answer.headers["cache-control"] == "no-store"
    assert browser.get("/").text == "inside"
    browser.cookies.set(COOKIE, "another", domain="hub.example.jp")
    browser.cookies.clear()
    assert browser.get("/", headers={"cookie": f"{COOKIE}=other"}).status_code == 403
    assert browser.get("/", headers={"cookie": f"x={PASS}"}).status_code == 403


def test_an_open_window_hears_nothing_more_when_its_device_has_gone(
    browser: TestClient, admits: Admits
) -> None:
    kept = {"cookie": f"{COOKIE}={PASS}", "origin": HUB}
    with browser.websocket_connect(f"{HUB.replace('https', 'wss')}/ws", headers=kept) as socket:
        assert socket.receive_text() == READER.name
        socket.send_text("1")
        assert socket.receive_text() == "1"
        admits.gone = True
        socket.send_text("2")
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_text()
        assert closed.value.code == POLICY_VIOLATED


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": HUB},
        {"cookie": f"{COOKIE}={PASS}"},
        {"cookie": f"{COOKIE}={PASS}", "origin": "https://evil.example.jp"},
        {"cookie": f"{COOKIE}=no", "origin": HUB},
    ],
)
def test_no_other_page_opens_a_window(browser: TestClient, headers: dict[str, str]) -> None:
    with (
        pytest.raises(WebSocketDisconnect),
        browser.websocket_connect(f"{HUB.replace('https', 'wss')}/ws", headers=headers),
    ):
        pytest.fail("it was opened")


def test_who_asks_too_often_waits(browser: TestClient, admits: Admits) -> None:
    admits.waits = 3.4
    for path in ("/feed/figures.json", "/enter?t=good"):
        answer = browser.get(path)
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "3")
