"""Money and readiness of a council: costs and evidence, the Relief Act, the continuity plan."""

from sync.core.registry import SpaceKind
from sync.core.table_text import table

SHARED = SpaceKind.SHARED

COST_TABLES = (
    table(
        130,
        "cost_item",
        SHARED,
        """
        1 council       id       # who paid
        2 host          id       # for whom
        3 kind          text     # code list cost_kind
        4 day           date
        5 yen           integer
        6 fund          text     # code list fund
        7 assignment    id
        8 loan          id
        9 ownership     text     # code list ownership
        10 text         text
        11 evidence     set      # code list evidence_kind
        12 at           instant
        13 settled_on   date
        14 duty         text
        15 worker       text     # staff number of who worked or travelled, never a name
        16 minutes      integer  # of overtime that this item pays
        """,
    ),
    table(
        131,
        "relief_act",  # application of the 災害救助法 to a municipality
        SHARED,
        """
        1 council       id
        2 decided_on    date
        3 effective_from date
        4 ends_on       date
        5 note          text
        """,
    ),
    table(
        132,
        "bcp_task",  # essential work of a council
        SHARED,
        """
        1 council       id
        2 position      integer
        3 title         text
        4 hours         integer  # within so many hours
        5 state         text     # code list bcp_state
        6 changed_at    instant
        7 note          text
        8 active        boolean
        """,
    ),
    table(
        133,
        "bcp_alternate",
        SHARED,
        """
        1 council       id
        2 kind          text     # code list alternate_kind: office, device, power, line, vehicle
        3 title         text
        4 place         text
        5 position      integer
        6 state         text     # code list alternate_state
        7 changed_at    instant
        """,
    ),
    table(
        134,
        "safety_round",  # 安否確認
        SHARED,
        """
        1 council       id
        2 at            instant
        3 reason        text
        4 ended_at      instant
        """,
    ),
    table(
        135,
        "safety_answer",  # id: of round and number
        SHARED,
        """
        1 round         id
        2 council       id
        3 worker        text     # staff number, never a name
        4 state         text     # code list safety_state
        5 comes         text     # code list comes_when
        6 reach         text     # code list reach_kind
        7 at            instant
        """,
    ),
    table(
        146,
        "cost_rule",  # id: of the key; what a county decided of a rule that may be changed
        SHARED,
        """
        1 key           text     # app/domain/county_costs.py
        2 chargeable    boolean
        3 source        text     # where it is written
        """,
    ),
)
