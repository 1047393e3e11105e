"""The data model: every replicated table and field of a centre.

What identifies or describes a resident stands only in tables of the space `sealed`; volunteers
are in `centre`, except their health. Texts that a helper may fill with a resident's affairs are
sealed too. A need and its sealed half (`need_private`) share one id. Codes are in
`assets/codes/`. Numbers are never reused and types never change; "None" in a field means that
nobody asked.
"""

from app.domain.tables_county import COUNTY_TABLES
from app.domain.tables_equipment import EQUIPMENT_TABLES
from app.domain.tables_field_work import FIELD_WORK_TABLES
from app.domain.tables_office import OFFICE_TABLES
from sync.core.registry import Registry, SpaceKind
from sync.core.table_text import table

AUTH, SHARED, CENTRE, SEALED = SpaceKind.AUTH, SpaceKind.SHARED, SpaceKind.CENTRE, SpaceKind.SEALED

PEOPLE_TABLES = (
    table(
        20,
        "volunteer",
        CENTRE,
        """
        1  number           text     # C-0137: desk letter and counter, said aloud
        2  name             text     # as typed, NFC
        3  kana             text     # ふりがな, katakana or hiragana as typed
        4  sex              text     # code list sex
        5  born_on          date
        6  age_band         text     # where the date of birth was not asked
        7  phone            text     # as typed
        8  phone_other      text
        9  email            text
        10 postal_code      text     # 7 digits
        11 address          text     # prefecture to room, one line
        12 emergency_name   text
        13 emergency_relation text
        14 emergency_phone  text
        15 affiliation      text
        16 experience       boolean  # took part in disaster volunteering before
        17 experience_note  text
        18 skills           set
        19 licences         set
        20 languages        set
        21 activity_class   text     # general, skilled, staff
        22 participation    text     # individual, group
        23 guardian_consent boolean  # 保護者同意書 handed in
        24 guardian_name    text
        25 accompanied      boolean  # a guardian is with the minor on the day
        26 insurance_claim  text     # what the person says: basic, quake, none, applying
        27 wished_on        set      # days that a pre-registration asked for
        28 source           text     # walk_in, pre_registration, group, import
        29 source_key       text     # row key in the imported file
        30 insurance_card   boolean  # health insurance card carried (健康保険証)
        31 available_note   text     # 活動可能期間
        32 note             text
        33 registered_at    instant
        34 has_light_truck  boolean  # 軽トラックの有無 of the day form
        """,
    ),
    table(
        21,
        "volunteer_private",  # same id as the volunteer
        SEALED,
        """
        1 condition     text     # code list health_state
        2 illness       text     # 疾病・外傷 and the limits it sets
        3 medicine      text
        4 note          text
        5 asked_at      instant
        """,
    ),
    table(
        22,
        "insurance",
        CENTRE,
        """
        1 volunteer     id
        2 plan          text     # basic, quake
        3 enrolled_at   instant  # procedure completed
        4 effective_at  instant
        5 ends_at       instant  # 3/31 24:00 of the fiscal year
        6 fiscal_year   integer  # 2026 = 令和8年度
        7 enrolled_where text    # council or Web
        8 paid_by       text     # self, centre, other
        9 proof_seen_by text     # staff name
        10 exception    boolean  # 大規模災害特例
        11 group        id       # insurance of a whole group entry
        12 proof_kind   text     # card, email, roster, none
        """,
    ),
    table(
        23,
        "check_in",
        CENTRE,
        """
        1 volunteer     id       # one of volunteer and group is set
        2 group         id
        3 day           date
        4 at            instant
        5 desk          text
        6 heads         integer  # 1 for a person
        7 first_time    boolean
        8 left_at       instant  # went home; earliest holds
        9 means         text     # scan, search, walk_in, group, import
        10 satellite    id
        11 wish         text     # code list wish (what work the person would like)
        12 centre_work  boolean  # stays for work at the centre
        """,
    ),
    table(
        24,
        "volunteer_group",
        CENTRE,
        """
        1  number        text
        2  name          text
        3  kana          text
        4  leader_name   text
        5  leader_kana   text
        6  contact_name  text
        7  phone         text
        8  mobile        text
        9  email         text
        10 address       text
        11 heads_male    integer
        12 heads_female  integer
        13 heads         integer  # total, also where sexes were not asked
        14 insured       integer
        15 uninsured     integer
        16 experienced   integer
        17 starts_on     date
        18 days          integer
        19 arrives_at    instant
        20 leaves_at     instant
        21 tools_brought text
        22 wishes        set      # code list wish
        23 channel       text
        24 note          text
        25 registered_at instant
        26 source_key    text
        27 handled_by    text
        28 accompanies_minors boolean
        """,
    ),
    table(
        25,
        "group_member",
        CENTRE,
        """
        1 group         id
        2 position      integer
        3 name          text
        4 kana          text
        5 sex           text
        6 born_on       date
        7 phone         text
        8 insured       text     # insurance state code
        9 is_leader     boolean
        10 volunteer    id       # where the member has a record of their own
        11 note         text
        12 address      text
        13 experienced  boolean
        """,
    ),
    table(
        26,
        "vehicle",
        CENTRE,
        """
        1 volunteer     id       # owner: one of volunteer and group, none for the centre's own
        2 group         id
        3 kind          text     # code list vehicle
        4 count         integer
        5 may_use_on_site boolean
        6 plate         text
        7 name          text     # how the centre calls its own car
        8 note          text
        9 seats         integer
        """,
    ),
    table(
        27,
        "booking",
        CENTRE,
        """
        1 volunteer     id
        2 group         id
        3 day           date
        4 slot          text
        5 state         text     # asked, confirmed, cancelled, called_off
        """,
    ),
)

RECORD_TABLES = (
    table(
        80,
        "alias",  # merge: `from_id` is another record of the same person, group or need
        CENTRE,
        """
        1 kind          text     # volunteer, need
        2 from_id       id
        3 to_id         id
        4 reason        text
        """,
    ),
    table(
        81,
        "hard_stop_override",
        CENTRE,
        """
        1 rule          text     # refusal code that was overridden
        2 subject       id
        3 by_staff      id
        4 by_name       text
        5 role          text
        6 reason        text
        7 at            instant
        8 day           date
        """,
        append_only=True,
    ),
    table(
        82,
        "print_record",
        CENTRE,
        """
        1 kind          text     # work_order, name_tag, check_in_card, list_...
        2 subject       id
        3 at            instant
        4 by_name       text
        5 copies        integer
        6 form          text     # pdf, xlsx, csv
        7 collected_at  instant  # papers with a name on them are counted back
        8 purpose       text
        """,
    ),
    table(
        83,
        "import_run",
        CENTRE,
        """
        1 kind          text
        2 file_name     text
        3 file_hash     text
        4 rows_new      integer
        5 rows_changed  integer
        6 rows_same     integer
        7 at            instant
        8 by_name       text
        """,
        append_only=True,
    ),
    table(
        84,
        "erasure",  # a person or a need whose data went: what is kept of it
        CENTRE,
        """
        1 subject       id
        2 kind          text     # name of the table of the record
        3 number        text     # so that it is not given again
        4 reason        text
        5 at            instant
        6 by_staff      id
        7 by_name       text
        8 covers        text     # JSON: batches whose other facts the eraser writes anew
        """,
        append_only=True,
    ),
    table(
        85,
        "device_act",  # what was done with this device as a whole: written out, read in, opened
        CENTRE,
        """
        1 kind          text     # which act it was
        2 at            instant
        3 by_staff      id
        4 by_name       text
        5 units         integer  # batches, or bytes of a backup
        6 detail        text     # name of the file, roles, address
        """,
        append_only=True,
    ),
)

REGISTRY = Registry(
    (*OFFICE_TABLES, *PEOPLE_TABLES, *FIELD_WORK_TABLES, *EQUIPMENT_TABLES, *RECORD_TABLES,
     *COUNTY_TABLES)
)  # fmt: skip
