"""Staff between councils: requests, blocks, offers, courses, arrivals, handover, end."""

from sync.core.registry import SpaceKind
from sync.core.table_text import table

SHARED = SpaceKind.SHARED

DISPATCH_TABLES = (
    table(
        110,
        "aid_request",  # 応援要請 for staff
        SHARED,
        """
        1 number        text     # R-<letter>-n
        2 council       id       # who asks
        3 at            instant
        4 reason        text
        5 duties        set      # code list section
        6 people        integer  # at a time
        7 starts_on     date
        8 ends_on       date
        9 skills        set      # code list relief_skill
        10 vehicles     integer  # cars to bring
        11 lodging      text     # code list lodging
        12 lodging_note text
        13 state        text     # code list request_state
        14 note         text
        15 own_judgement boolean # begun by a helper without contact
        16 begun_by     id       # that helper
        17 meeting_place text
        18 by           id       # the council that wrote it for the one that could not
        """,
    ),
    table(
        111,
        "aid_step",  # a request is with a block, or with the whole county
        SHARED,
        """
        1 request       id
        2 position      integer
        3 block         id       # empty: the whole county
        4 opened_at     instant
        5 answer_by     instant
        6 closed_at     instant
        7 result        text     # code list step_result
        8 note          text
        9 lead          id       # the council that works it
        10 people       integer  # heads at a time that were missing when it was asked
        """,
    ),
    table(
        112,
        "aid_offer",
        SHARED,
        """
        1 request       id
        2 council       id       # who offers
        3 at            instant
        4 people        integer
        5 starts_on     date
        6 ends_on       date
        7 skills        set
        8 vehicles      integer
        9 state         text     # code list offer_state
        10 note         text
        11 own_judgement boolean # gone without being asked, contact was lost
        12 by           id       # the council that wrote it for the one that could not
        """,
    ),
    table(
        113,
        "tour",  # クール
        SHARED,
        """
        1 request       id
        2 number        integer  # 第1クール
        3 starts_on     date
        4 ends_on       date     # last day inside
        5 people        integer  # wanted
        6 note          text
        """,
    ),
    table(
        114,
        "assignment",
        SHARED,
        """
        1 tour          id
        2 offer         id
        3 host          id       # council that is helped
        4 home          id       # council that sends
        5 worker        text     # 14203-07: a number, never a name
        6 section       text     # code list section
        7 role          text     # code list staff_role
        8 leads         boolean
        9 arrives_on    date
        10 leaves_on    date     # last day inside
        11 lodging      text
        12 car          boolean
        13 state        text     # code list assignment_state
        14 arrived_at   instant
        15 left_at      instant
        16 reason       text     # why it was cancelled
        17 by           id       # the council that wrote it for the one that could not
        """,
    ),
    table(
        115,
        "attendance",  # id: of assignment and day
        SHARED,
        """
        1 assignment    id
        2 day           date
        3 started_at    instant
        4 ended_at      instant
        5 overtime      integer  # minutes
        6 duty          text     # code list duty
        7 fund          text     # code list fund
        8 night         boolean
        9 travel_day    boolean
        10 note         text
        11 rest_day     boolean  # a day off: all of it is overtime
        """,
    ),
    table(
        116,
        "handover",  # 引継書; numbers of records, never names
        SHARED,
        """
        1 host          id
        2 section       text
        3 assignment    id       # who hands over
        4 day           date
        5 at            instant
        6 state         text     # how the section stands
        7 open_items    text     # JSON: [kind, count, numbers]
        8 warning_1     text
        9 warning_2     text
        10 warning_3    text
        11 contacts     text     # duties and places
        12 taken_by     id       # assignment that read it
        13 taken_at     instant
        """,
    ),
    table(
        117,
        "end_report",
        SHARED,
        """
        1 assignment    id
        2 at            instant
        3 done          text
        4 lessons       text
        5 wishes        text
        """,
    ),
)
