"""Tables of the centre itself: who runs it, its settings, its days.

Names of staff are in `centre`; the hub reads only `auth` and `shared`.
"""

from sync.core.auth_tables import AUTH_TABLES
from sync.core.registry import SpaceKind
from sync.core.table_text import table

SHARED, CENTRE = SpaceKind.SHARED, SpaceKind.CENTRE

OFFICE_TABLES = (
    *AUTH_TABLES,
    table(
        5,
        "centre_profile",
        SHARED,
        """
        1 name          text
        2 council       text
        3 status        text     # code list centre_status
        4 scope         text     # code list recruiting_scope
        5 phone         text
        6 address       text     # the centre's own address
        7 municipality  text     # JIS code, 5 digits
        8 opens         text     # 09:00
        9 closes        text
        10 disaster     text     # name of the disaster
        11 drill        boolean
        12 issuer       text     # who signs certificates
        """,
    ),
    table(
        6,
        "daily_figures",
        SHARED,
        """
        1 centre        id
        2 day           date
        3 participants  integer
        4 new_needs     integer
        5 activities    integer
        6 completed     integer
        7 open_needs    integer
        8 declined      integer
        9 injuries      integer
        10 closed_at    instant
        """,
    ),
    table(
        10,
        "staff",
        CENTRE,
        """
        1 name          text
        2 kana          text
        3 role          text     # code list staff_role: chief, leader, member, observer
        4 sections      set      # code list section
        5 pin           text     # scrypt hash with its salt and cost, never the digits
        6 home_council  text
        7 ends_on       date
        8 active        boolean
        9 phone         text
        10 all_sections boolean  # false: section-only menu
        """,
    ),
    table(
        11,
        "staff_shift",
        CENTRE,
        """
        1 staff         id
        2 day           date
        3 started_at    instant
        4 ended_at      instant
        5 duty          text     # code list duty: coordination or other
        6 fund          text
        """,
    ),
    table(
        12,
        "setting",  # dated: the newest effective_on that is not in the future holds
        CENTRE,
        """
        1 key           text
        2 value         text     # JSON
        3 effective_on  date
        4 reason        text
        """,
    ),
    table(
        13,
        "code_entry",  # the centre's own additions and changes to a code list
        CENTRE,
        """
        1 list          text
        2 code          text
        3 label_ja      text
        4 label_en      text
        5 position      integer
        6 starts_on     date
        7 ends_on       date
        8 attributes    text     # JSON: risk class, unit...
        """,
    ),
    table(
        14,
        "satellite",
        CENTRE,
        """
        1 name          text
        2 address       text
        3 phone         text
        4 active        boolean
        """,
    ),
    table(
        15,
        "day_close",
        CENTRE,
        """
        1 day           date
        2 at            instant
        3 by_staff      id
        4 by_name       text
        5 open_points   text     # JSON: what was still missing
        6 reason        text     # why it was closed over them
        7 figures       text     # JSON of the day's figures
        8 reopened_at   instant
        9 weather       text
        10 note         text
        11 tomorrow     text
        """,
    ),
    table(
        16,
        "calendar_day",
        CENTRE,
        """
        1 day           date
        2 kind          text     # open, paused, adjust, waste_site_closed
        3 note          text
        4 waste_hours   text
        """,
    ),
    table(
        17,
        "hub_place",  # where a hub of the centre answers; id: of the address
        CENTRE,
        """
        1 address       text     # host:port, as a device calls it
        2 active        boolean
        3 at            instant
        """,
    ),
    table(
        140,
        "relief_worker",  # who a number of the county is: known at the two councils only
        CENTRE,
        """
        1 worker        text     # 14203-07
        2 name          text
        3 kana          text
        4 home_council  text
        5 assignment    id       # in the county's operation: the stay that was welcomed here
        6 staff         id       # the record with which the person signs in here
        7 arrived_at    instant
        8 leaves_on     date
        """,
    ),
)
