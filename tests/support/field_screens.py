"""A session on an operation whose clock both share, for screens that live by the clock."""

from app.services.command import Actor
from app.ui.look import DEFAULT_LOOK, Look
from tests.support.centres import Centre
from tests.support.sessions import CHIEF, SessionDriver


def session_on(
    centre: Centre,
    *,
    actor: Actor = CHIEF,
    look: Look = DEFAULT_LOOK,
    width: int = 1280,
    height: int = 800,
) -> SessionDriver:
    driver = SessionDriver(centre.operation, actor=actor, look=look, width=width, height=height)
    driver.desk.clock = centre.clock
    return driver
