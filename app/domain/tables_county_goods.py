"""Shared equipment between councils: where it lies, who asks, who lends, until it is home again.

Quantities that moved are an append-only ledger (`goods_move`), counted at both ends; a difference
is shown, never hidden.
"""

from sync.core.registry import SpaceKind
from sync.core.table_text import table

SHARED = SpaceKind.SHARED

GOODS_TABLES = (
    table(
        120,
        "stockyard",
        SHARED,
        """
        1 council       id       # who keeps it
        2 name          text
        3 kind          text     # code list yard_kind
        4 cell          text     # 1 km cell
        5 phone         text
        6 hours         text
        7 active        boolean
        8 capacity      integer  # kits that find room
        """,
    ),
    table(
        121,
        "stock_item",  # id: of yard, equipment and ownership; what may be lent, lent out or not
        SHARED,
        """
        1 yard          id
        2 equipment     text     # code list equipment
        3 quantity      integer
        4 ownership     text     # code list ownership
        5 as_of         instant  # of the count
        6 note          text
        """,
    ),
    table(
        122,
        "starter_kit",  # 初動セット
        SHARED,
        """
        1 name          text
        2 position      integer
        3 active        boolean
        """,
    ),
    table(
        123,
        "kit_line",  # id: of kit and equipment
        SHARED,
        """
        1 kit           id
        2 equipment     text
        3 quantity      integer
        """,
    ),
    table(
        124,
        "goods_request",
        SHARED,
        """
        1 number        text     # G-<letter>-n
        2 council       id
        3 at            instant
        4 equipment     text     # code list equipment
        5 quantity      integer
        6 needed_on     date
        7 state         text     # code list request_state
        8 kit           id       # asked for as part of a starter kit
        9 note          text
        10 place        text     # where to bring it: town or centre
        """,
    ),
    table(
        125,
        "goods_loan",
        SHARED,
        """
        1 request       id
        2 number        text     # L-<letter>-n
        3 yard          id
        4 lender        id
        5 borrower      id
        6 equipment     text
        7 quantity      integer  # agreed
        8 ownership     text     # code list ownership
        9 state         text     # code list loan_state
        10 at           instant
        11 due_on       date
        12 carrier      text
        13 note         text
        """,
    ),
    table(
        126,
        "goods_move",
        SHARED,
        """
        1 loan          id
        2 kind          text     # code list goods_move
        3 quantity      integer
        4 at            instant
        5 council       id       # who counted
        6 damaged       integer  # of the quantity taken back
        7 note          text
        8 on_way        boolean  # settles what was missing at the arrival
        9 at_lender     boolean  # used up, lost, broken: counted by who takes back
        """,
        append_only=True,
    ),
    table(
        127,
        "travel_time",  # id: of both ends
        SHARED,
        """
        1 from_place    id       # council or stockyard
        2 to_place      id       # council
        3 minutes       integer  # by car on an ordinary day
        4 source        text
        """,
    ),
    table(
        147,
        "placement_weight",  # id: the council; how much it counts where yards are planned
        SHARED,
        """
        1 weight        integer  # inhabitants, or expected volunteers
        2 source        text
        """,
    ),
)
