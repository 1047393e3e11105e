"""An answer of the browser for a control that is gone ends no connection."""

from tests.support.example_sections import EXAMPLE_SECTIONS
from tests.support.sessions import SessionDriver

GONE = 999_999


async def test_an_answer_for_a_control_that_was_removed_is_taken():
    async with SessionDriver() as driver:
        await driver.open_app("/", sections=EXAMPLE_SECTIONS)
        driver.session.handle_invoke_method_results(
            control_id=GONE, call_id="late", result=None, error=None
        )
        await driver.settle()
