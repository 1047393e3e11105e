"""Where a county's hubs are: every council's device calls them by itself."""

from sync.core.registry import SpaceKind
from sync.core.table_text import table

SHARED = SpaceKind.SHARED

HUB_TABLES = (
    table(
        150,
        "county_hub",  # id: of the address
        SHARED,
        """
        1 address       text     # host:port, as a device calls it
        2 active        boolean
        3 at            instant
        """,
    ),
)
