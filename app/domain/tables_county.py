"""What councils do for each other: every table of a county's operation, all in the space `shared`.

All councils and the hub read these, so no person stands here: places are towns or 1 km cells,
relief staff are numbers (`worker`: "14203-07", given by the council that sends), contacts are
duties with an office's telephone. The row of a council has an id made from its code (`council_id`).
Numbers are never reused and types never change.
"""

from app.domain.tables_county_cost import COST_TABLES
from app.domain.tables_county_dispatch import DISPATCH_TABLES
from app.domain.tables_county_goods import GOODS_TABLES
from sync.core.ids import EntityId, imported_entity_id
from sync.core.registry import SpaceKind
from sync.core.table_text import table

SHARED = SpaceKind.SHARED
PREFECTURE = "14000"  # 県社協, not a municipality


def council_id(code: str) -> EntityId:
    """The row of a council, equal on every device. `code`: JIS code of its municipality, 5 digits,
    or PREFECTURE; a satellite takes its council's code, a hyphen, the letter of the device that
    added it and a number."""
    return imported_entity_id("council", code)


BOARD_TABLES = (
    table(
        100,
        "council",
        SHARED,
        """
        1 code          text     # JIS code, 5 digits; 14000 is the prefectural council
        2 name          text     # of the council, as it calls itself
        3 kind          text     # code list council_kind
        4 parent        id       # ward -> city, satellite -> council
        5 tile_x        integer  # place on the tile map, west to east
        6 tile_y        integer  # north to south
        7 phone         text     # of the office
        8 email         text
        9 address       text     # of the office
        10 active       boolean
        11 position     integer
        """,
    ),
    table(
        101,
        "block",
        SHARED,
        """
        1 name          text
        2 starts_on     date
        3 ends_on       date
        4 position      integer  # order of request
        5 note          text
        6 proposal      text     # key of the shipped proposal, until the councils agreed to it
        """,
    ),
    table(
        102,
        "block_member",  # dated: who belongs to a block from when until when
        SHARED,
        """
        1 block         id
        2 council       id
        3 leads         boolean  # 幹事社協
        4 starts_on     date
        5 ends_on       date
        """,
    ),
    table(
        103,
        "agreement_term",
        SHARED,
        """
        1 kind          text     # code list term_kind: party, order, cost, trigger, contact, other
        2 title         text
        3 body          text
        4 council       id       # a party
        5 position      integer
        6 starts_on     date
        7 ends_on       date
        8 source        text     # where it is written
        9 minutes       integer  # a trigger: without contact for so long
        10 replaces     id       # the earlier wording of this term
        """,
    ),
    table(
        104,
        "contact_point",  # a duty, never a person
        SHARED,
        """
        1 council       id
        2 kind          text     # code list contact_kind: office, duty, night, on_call
        3 title         text     # 当番, 事務局長
        4 phone         text
        5 email         text
        6 hours         text
        7 position      integer  # order of calling
        8 starts_on     date
        9 ends_on       date
        10 calls_next   id       # who is called instead where nobody answers
        11 called_by    id       # contact tree: who calls this one
        """,
    ),
    table(
        105,
        "centre_state",  # id: the council; what its centre says of itself now
        SHARED,
        """
        1 status        text     # code list centre_status
        2 scope         text     # code list recruiting_scope
        3 opens         text     # 09:00
        4 closes        text
        5 disaster      text
        6 phone         text
        7 staff_short   integer  # heads
        8 tools_short   set      # code list equipment
        9 note          text
        10 as_of        instant
        11 cell         text     # 1 km cell (JIS X 0410, 8 digits) of the centre
        12 intake_ends_on date   # 受付締切
        """,
    ),
    table(
        106,
        "county_figures",  # id: of council and day; what a centre gave away of a day
        SHARED,
        """
        1 council       id
        2 day           date
        3 participants  integer
        4 new_needs     integer
        5 activities    integer
        6 completed     integer
        7 open_needs    integer
        8 backlog       integer  # needs that wait for a survey
        9 heads_out     integer
        10 declined     integer
        11 injuries     integer
        12 staff_own    integer
        13 staff_relief integer
        14 final        boolean  # of the closed day; else the running count
        15 as_of        instant
        16 by_itself    boolean  # sent without a tap
        17 tools_short  set      # code list equipment: kinds of which the centre has too few
        """,
    ),
    table(
        107,
        "notice",
        SHARED,
        """
        1 council       id       # who says it
        2 kind          text     # code list notice_kind
        3 title         text
        4 body          text
        5 at            instant
        6 corrects      id       # the notice that this one replaces everywhere
        7 withdrawn_at  instant
        8 reason        text     # why it was corrected or withdrawn
        9 addressees    set      # codes of councils; empty: all
        10 until        date
        11 set_aside_at instant  # of two corrections made at once, the other one was chosen
        12 withdrawn_by id       # the council that withdrew it
        13 withdrawn_why text
        """,
    ),
    table(
        108,
        "notice_read",  # id: of notice and council
        SHARED,
        """
        1 notice        id
        2 council       id
        3 at            instant
        """,
    ),
    table(
        109,
        "attachment",  # a file of a notice, a loan, a cost
        SHARED,
        """
        1 subject       id
        2 blob          text
        3 size          integer
        4 media_type    text
        5 key           text
        6 name          text
        7 council       id
        8 at            instant
        """,
    ),
)

COUNTY_TABLES = (*BOARD_TABLES, *DISPATCH_TABLES, *GOODS_TABLES, *COST_TABLES)
