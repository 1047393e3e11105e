"""Whether a Tasuki answers on a port of this machine: asked on loopback, past every proxy."""

import requests

# What `app.ui.server` answers at this address.
HEALTH = "http://127.0.0.1:{port}/health"
ANSWER = "tasuki ok"
TIMEOUT_S = 2


def address_of(port: int) -> str:
    return f"http://127.0.0.1:{port}/"


def answers(port: int) -> bool:
    """False where nobody answers, or somebody else does."""
    with requests.Session() as session:
        session.trust_env = False
        try:
            answer = session.get(HEALTH.format(port=port), timeout=TIMEOUT_S)
        except requests.RequestException:
            return False
    return answer.ok and answer.text.strip() == ANSWER
