"""The server answers this machine only, and forbids the browser to ask any other."""

import re

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from app.ui.desk import Desk
from app.ui.loopback import is_loopback
from app.ui.paper_tray import TAKES_MAX, WAIT_MS_MAX, WAITING_MAX, Paper, PaperTray
from app.ui.server import build_asgi
from app.ui.signin_guard import WAIT_S_MAX, SignInGuard
from tests.support.serve_stand_in import build_desk
from tests.support.world import FakeClock, SeededRandom

PDF = Paper("訓練".encode(), "依頼書 訓練.pdf", "application/pdf")


@pytest.fixture(scope="module")
def desk() -> Desk:
    return build_desk(locked=False)


@pytest.fixture(scope="module")
def client(desk: Desk):
    with TestClient(build_asgi(desk), base_url="http://127.0.0.1:8550") as client:
        yield client


def test_it_says_that_it_is_there(client: TestClient):
    assert client.get("/health").text == "tasuki ok\n"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "192.168.1.5:8550", ""])
def test_a_foreign_host_header_is_refused(client: TestClient, host: str):
    assert client.get("/health", headers={"host": host}).status_code == 403


def test_a_page_of_another_origin_cannot_open_the_socket(client: TestClient):
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect("/ws", headers={"origin": "https://evil.example"}),
    ):
        pass


@pytest.mark.parametrize(
    ("host", "ours"),
    [
        ("127.0.0.1:8550", True),
        ("localhost", True),
        ("LOCALHOST:1", True),
        ("[::1]:8550", True),
        ("127.0.0.2", False),
        ("localhost.evil.example", False),
    ],
)
def test_only_loopback_names_are_ours(host: str, ours: bool):
    assert is_loopback(host) is ours


def test_every_answer_forbids_requests_to_other_machines(client: TestClient):
    for path in ("/", "/needs/00ff", "/health", "/main.dart.js", "/assets/FontManifest.json"):
        policy = client.get(path).headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "http" not in policy
        assert "'unsafe-eval'" not in policy
        assert "access-control-allow-origin" not in client.get(path).headers


def test_the_scripts_of_the_page_are_named_by_hash_and_nothing_else_may_run(client: TestClient):
    answer = client.get("/")
    policy = answer.headers["content-security-policy"]
    assert policy.count("'sha256-") == len(re.findall(r"<script>", answer.text)) >= 2
    assert "script-src 'self' 'wasm-unsafe-eval'" in policy
    assert "/web/tasuki.js" in answer.text


def test_our_fonts_are_in_the_clients_list(client: TestClient):
    families = {
        family["family"]: family for family in client.get("/assets/FontManifest.json").json()
    }
    assert {"Tasuki UDP", "Tasuki UDP Bold", "Tasuki Figures", "MaterialIcons"} <= set(families)
    for family in ("Tasuki UDP", "Tasuki Figures"):
        asset = families[family]["fonts"][0]["asset"]
        assert client.get(f"/assets/{asset}").content[:4] == b"\0\1\0\0"


def test_docs_of_the_frameworks_are_not_served(client: TestClient):
    assert "swagger" not in client.get("/docs").text.lower()
    assert client.get("/openapi.json").status_code == 404


def test_a_paper_is_handed_out_with_no_store_and_its_japanese_name(client: TestClient, desk: Desk):
    answer = client.get(desk.papers.put(PDF))
    assert answer.content == PDF.content
    assert "no-store" in answer.headers["cache-control"]
    assert answer.headers["content-disposition"].startswith("inline; filename*=UTF-8''%E4%BE%9D")


def test_a_table_is_downloaded_not_shown(client: TestClient, desk: Desk):
    answer = client.get(desk.papers.put(Paper(b"a", "a.csv", "text/csv", inline=False)))
    assert answer.headers["content-disposition"].startswith("attachment")


def test_an_unknown_token_is_refused_in_words(client: TestClient):
    answer = client.get("/paper/" + "00" * 16)
    assert answer.status_code == 404
    assert "もう一度" in answer.text


def tray() -> tuple[PaperTray, FakeClock]:
    clock = FakeClock()
    return PaperTray(clock, SeededRandom(1)), clock


def test_a_paper_is_gone_after_its_takes():
    papers, _clock = tray()
    token = papers.put(PDF).rsplit("/", 1)[1]
    assert [papers.take(token) is PDF for _ in range(TAKES_MAX + 1)] == [True] * TAKES_MAX + [False]


def test_a_paper_that_nobody_collects_is_forgotten():
    papers, clock = tray()
    token = papers.put(PDF).rsplit("/", 1)[1]
    clock.advance(WAIT_MS_MAX + 1)
    assert papers.take(token) is None


def test_too_many_papers_push_out_the_oldest():
    papers, _clock = tray()
    tokens = [papers.put(PDF).rsplit("/", 1)[1] for _ in range(WAITING_MAX + 1)]
    assert papers.take(tokens[0]) is None
    assert papers.take(tokens[1]) is PDF


def test_guessing_gets_slower_for_that_person_only_and_a_right_pin_forgives():
    guard = SignInGuard()
    for _ in range(20):
        guard.wrong("a")
    assert guard.wait_s("a") == WAIT_S_MAX
    assert guard.wait_s("b") == 0
    guard.right("a")
    assert guard.wait_s("a") == 0
