"""Tables of equipment: the catalogue, its places and the ledger of every unit.

Stock is never a counter: it is the sum of `stock_move`. A team is a place too, so what a team
holds is its balance.
"""

from sync.core.registry import SpaceKind
from sync.core.table_text import table

CENTRE = SpaceKind.CENTRE

EQUIPMENT_TABLES = (
    table(
        50,
        "equipment",
        CENTRE,
        """
        1 code           text     # shovel_square
        2 name           text
        3 unit           text     # 本
        4 type           text     # loan, consumable, vehicle, facility
        5 position       integer
        6 low_mark       integer  # warn below
        7 active         boolean
        8 note           text
        9 label          text     # code printed on the shelf, scanned
        10 source_key    text
        """,
    ),
    table(
        51,
        "place",
        CENTRE,
        """
        1 name           text
        2 kind           text     # stock, washing, repair, stockyard
        3 position       integer
        4 active         boolean
        """,
    ),
    table(
        52,
        "stock_move",  # ledger: quantity goes from a place, team or owner to another
        CENTRE,
        """
        1  equipment     id
        2  from_place    id       # None: from outside
        3  to_place      id       # None: to outside (used up, lost, given back)
        4  quantity      integer
        5  at            instant
        6  by_name       text
        7  reason        text     # code list move_reason
        8  team          id
        9  ownership     text     # code list ownership
        10 owner         text     # from whom it is borrowed
        11 note          text
        12 count         id       # stock_count this correction belongs to
        13 damaged       integer  # of the returned quantity
        14 washed        boolean
        15 due_on        date
        16 lot           id       # the receive move of a borrowed lot
        """,
        append_only=True,
    ),
    table(
        53,
        "stock_count",
        CENTRE,
        """
        1 equipment      id
        2 place          id
        3 expected       integer
        4 counted        integer
        5 at             instant
        6 by_name        text
        """,
        append_only=True,
    ),
    table(
        54,
        "tool_list",  # what a team is to fetch, from the need and edited by hand
        CENTRE,
        """
        1 team           id
        2 equipment      id
        3 quantity       integer
        """,
    ),
)
