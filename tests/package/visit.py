"""Starts the packaged app and works through it in a browser. Prints one JSON line.

`python -m tests.package.visit PROGRAM OPERATION`, the operation being a demo, which asks for
nothing. Run inside `without_network`, so that what is seen proves that nothing outside was needed.
"""

import json
import socket
import sys
import urllib.request

from tests.support.browser import Screen, Server

PATHS = (
    "flutter_bootstrap.js",
    "main.dart.js",
    "canvaskit/canvaskit.wasm",
    "canvaskit/chromium/canvaskit.wasm",
    "assets/FontManifest.json",
    "fonts/TasukiUDP-Regular.ttf",
    "fonts/TasukiUDP-Bold.ttf",
)
SECTION = "frame.section."


def outside_is_gone() -> bool:
    try:
        socket.create_connection(("192.0.2.1", 80), timeout=1).close()
    except OSError:
        return True
    return False


def visit(program: str, operation: str) -> dict[str, object]:
    """Sizes of the files that a browser may need, and what was drawn in it."""
    command = [program, "run", "--operation", operation, "--port", "0", "--no-browser"]
    with Server(command) as server:
        sizes = {path: len(_get(f"{server.url}/{path}")) for path in PATHS}
        drawn = screens(server.url)
    return {"sizes": sizes, **drawn, "alone": outside_is_gone()}


def screens(url: str) -> dict[str, object]:
    """Every section, by one tap each: which were drawn, and which fell over."""
    with Screen(url) as screen:
        screen.open()
        sections = [tag.removeprefix(SECTION) for tag in screen.boxes(SECTION)]
        fallen = []
        for section in sections:
            screen.tap(SECTION + section)
            screen.page.wait_for_url(f"**/{section}*")
            screen.wait_still()
            fallen += [section] * screen.tagged("failed_card").count()
        return {"sections": sections, "fallen": fallen, "errors": screen.errors + screen.missing}


def _get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=30) as answer:
        found: bytes = answer.read()
        return found


if __name__ == "__main__":
    print(json.dumps(visit(*sys.argv[1:])))
