"""`tasuki run`, opened twice: the second time leads to the first."""

from collections.abc import Iterator
from dataclasses import fields
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from app.cli import already_open
from app.cli.main import main
from app.cli.programs import Programs
from app.services.operation import Operation
from app.services.operation_files import OperationInUse


class Somebody:
    """Answers every question on a port of its own with `words`."""

    def __init__(self, words: str) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.end_headers()
                self.wfile.write(words.encode())

            def log_message(self, *_words: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = int(self._server.server_address[1])
        Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(params=["tasuki ok\n", "somebody else"])
def somebody(request: pytest.FixtureRequest) -> Iterator[tuple[int, bool]]:
    server = Somebody(request.param)
    yield server.port, request.param.startswith("tasuki")
    server.close()


def in_use(_folder: Path, _passphrase: str) -> Operation:
    raise OperationInUse


def programs() -> Programs:
    def never(*_words: object, **_named: object) -> object:
        raise AssertionError("nothing is made and nothing is served")

    return Programs(never, in_use, *(never for _ in fields(Programs)[2:]))  # type: ignore[arg-type]


def test_only_a_tasuki_counts(somebody: tuple[int, bool]) -> None:
    port, ours = somebody
    assert already_open.answers(port) is ours


def test_nobody_answers_on_a_free_port() -> None:
    server = Somebody("tasuki ok")
    server.close()
    assert not already_open.answers(server.port)


def test_the_second_time_shows_the_first(
    somebody: tuple[int, bool], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    port, ours = somebody
    (tmp_path / "vault").write_bytes(b"")  # there is an operation, whatever is in it
    words = ["run", "--operation", str(tmp_path), "--port", str(port), "--no-browser"]
    status = main(programs(), words)
    said = capsys.readouterr()
    if ours:
        assert status == 0
        assert f"http://127.0.0.1:{port}/" in said.out
    else:
        assert status == 1
        assert "ほかの画面で開いています" in said.err
