"""Starts the packaged app and visits it as a browser would. Prints one JSON line.

`python -m tests.package.visit PROGRAM OPERATION PASSPHRASE_FILE`. Run inside `without_network`, so
that an answer proves that nothing outside was needed.
"""

import json
import re
import socket
import subprocess
import sys
import urllib.request

PATHS = (
    "flutter_bootstrap.js",
    "main.dart.js",
    "canvaskit/canvaskit.wasm",
    "canvaskit/chromium/canvaskit.wasm",
    "assets/FontManifest.json",
    "fonts/TasukiUDP-Regular.ttf",
    "fonts/TasukiUDP-Bold.ttf",
)
LINES_MAX = 200


def outside_is_gone() -> bool:
    try:
        socket.create_connection(("192.0.2.1", 80), timeout=1).close()
    except OSError:
        return True
    return False


def visit(program: str, operation: str, secret: str) -> dict[str, object]:
    """Answers of the app: size of every file that a browser needs, and the page itself."""
    command = [program, "run", "--operation", operation, "--port", "0", "--no-browser"]
    command += ["--passphrase-file", secret]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        assert running.stdout is not None
        said: list[str] = []
        address = None
        while address is None and len(said) < LINES_MAX and (line := running.stdout.readline()):
            said.append(line)
            address = re.search(r"http://127\.0\.0\.1:\d+/?", line)
        if address is None:
            return {"said": "".join(said)}
        base = address[0].rstrip("/") + "/"
        sizes = {path: len(_get(base + path)) for path in PATHS}
        page = _get(base).decode()
        return {"sizes": sizes, "page": page, "alone": outside_is_gone()}
    finally:
        running.terminate()
        running.wait(30)


def _get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=30) as answer:
        found: bytes = answer.read()
        return found


if __name__ == "__main__":
    print(json.dumps(visit(*sys.argv[1:])))
