"""A session on a county as one of its devices has it: what the pages of 県内 are tested with."""

from typing import Unpack

from tests.support.centres import Centre
from tests.support.sessions import Seat, SessionDriver


def county_session(centre: Centre, **seat: Unpack[Seat]) -> SessionDriver:
    """`centre` is a device of a county (`tests/support/counties.py`); as at the hub, the county is
    the session's operation, too."""
    driver = SessionDriver(centre.operation, **seat)
    driver.desk.clock = centre.clock
    driver.desk.county = centre.operation
    return driver
