"""Tables of needs, teams and safety.

`need` says what work waits and in which town; who asked and the exact place are in `need_private`
(space `sealed`, same id). Teams stand on claims: a person or a group is taken for one team at a
time.
"""

from sync.core.registry import SpaceKind
from sync.core.table_text import table

CENTRE, SEALED = SpaceKind.CENTRE, SpaceKind.SEALED

NEED_TABLES = (
    table(
        30,
        "need",
        CENTRE,
        """
        1  number          text     # N-0412
        2  status          text     # code list need_status
        3  received_at     instant
        4  channel         text     # code list intake_channel
        5  received_by     text     # staff name
        6  town            text     # 町丁 without house number
        7  kinds           set      # code list work_kind
        8  survey_wanted   text     # required, not_required, ask
        9  crisis          boolean  # 危機介入
        10 crisis_told_to  text
        11 crisis_told_at  instant
        12 watch           boolean  # 完了後見守り
        13 urgency         text     # code list urgency
        14 damages         set      # code list damage
        15 flood_cm        integer
        16 mud_cm          integer
        17 people          integer  # people wanted
        18 people_reason   text     # why that many
        19 tools           set      # equipment codes
        20 tools_note      text
        21 truck           boolean  # light truck needed
        22 women           boolean  # women on the team asked for
        23 skills          set      # skills the work needs
        24 dangers         set      # code list danger
        25 inspection      text     # 応急危険度判定: red, yellow, green, none
        26 inspection_kind text     # building, falling_object
        27 inhabited       boolean  # people live at home (exception of the red/yellow rule)
        28 parking         text
        29 road            text     # width, closed roads
        30 toilet_water    text     # 休憩場所・トイレ・水
        31 waste_site      text
        32 feasible        text     # yes, no, skilled, hold
        33 days            integer
        34 priority        integer
        35 wanted_from     date
        36 wanted_until    date
        37 reason          text     # decline, hold or cancel reason code
        38 refer_to        text
        39 reason_note     text     # must not name a person
        40 next_on         date     # 継続: the day the next team is wanted
        41 skilled_only    boolean
        42 survey_status   text     # none, queued, scheduled, done
        43 visits          integer  # absences so far
        44 status_at       instant  # when the state was entered
        45 completed_on    date
        46 satellite       id
        47 outcome_note    text     # must not name a person
        48 pet             boolean
        49 damage_survey_done boolean  # 罹災証明の調査・写真 done
        50 source_key      text
        """,
    ),
    table(
        31,
        "need_private",
        SEALED,
        """
        1  name            text     # requester (依頼者)
        2  kana            text
        3  phone           text
        4  phone_other     text
        5  postal_code     text
        6  address         text     # exact
        7  building        text
        8  directions      text     # 「バス停の裏手」
        9  requester_kind  text     # code list requester_kind
        10 relation        text     # to the affected person
        11 affected_name   text     # where it is another person
        12 affected_kana   text
        13 affected_phone  text
        14 request         text     # 依頼内容
        15 since_when      text     # いつから
        16 scene           text     # 現地の様子
        17 household       text     # vital 1: who lives there
        18 alone           boolean
        19 health          text     # vital 2: health, illness
        20 utilities       text     # vital 3: water, electricity
        21 supporter       text     # vital 4: anyone near who helps
        22 wanted_when     text     # 希望日時
        23 ownership       text     # own, rented
        24 owner_consent   boolean
        25 share_consent   boolean  # 個人情報の共有同意
        26 photo_consent   boolean
        27 pet_note        text
        28 damage_level    text     # 罹災区分 as told
        29 note            text
        30 latitude_e6     integer
        31 longitude_e6    integer
        32 crisis_note     text
        33 watch_note      text
        """,
    ),
    table(
        32,
        "survey",  # one visit or attempt
        CENTRE,
        """
        1 need           id
        2 planned_at     instant
        3 surveyor       text
        4 state          text     # planned, done, absent, cancelled
        5 visited_at     instant
        6 attempt        integer
        """,
    ),
    table(
        33,
        "survey_private",  # same id as the survey
        SEALED,
        """
        1 heard          text     # 現地で聞き取った内容
        2 attendee       text     # 立会者
        3 at_home        text     # 在宅時間
        4 tilt_gas_leak  text     # 傾き・ガス臭・漏電・アスベスト・釘
        5 note           text
        6 carry_to       text     # 運び出し先・分別
        """,
    ),
    table(
        34,
        "contact",  # 連絡履歴
        SEALED,
        """
        1 need           id
        2 at             instant
        3 by_name        text
        4 channel        text
        5 direction      text     # in, out
        6 result         text     # reached, absent, message
        7 text           text
        8 day            date     # the day of which was told that it is called off
        """,
        append_only=True,
    ),
    table(
        35,
        "photo",
        SEALED,
        """
        1 need           id
        2 survey         id
        3 blob           text     # SHA-256 of the sealed file, hexadecimal
        4 size           integer
        5 media_type     text
        6 key            text     # hexadecimal
        7 thumbnail      text     # base64 of a small JPEG
        8 taken_at       instant
        9 caption        text
        10 kind          text     # wide, close, other
        """,
    ),
)

TEAM_TABLES = (
    table(
        40,
        "team",
        CENTRE,
        """
        1  number         text     # 3班
        2  day            date
        3  need           id
        4  kind           text     # normal, community (区長), centre
        5  state          text     # forming, ready, out, back, disbanded
        6  leader         id       # volunteer
        7  leader_name    text
        8  phone          text     # the number the team is reached at
        9  vehicle        id
        10 vehicle_note   text
        11 contact_name   text     # 区長 or other head of a community
        12 contact_phone  text
        13 planned_return_at instant
        14 sent_at        instant
        15 returned_at    instant
        16 check_health   boolean
        17 check_clothes  boolean
        18 check_drink    boolean
        19 check_phone    boolean
        20 people_wanted  integer
        21 job_note       text     # must not name a resident
        22 called_back_at instant
        23 hurt           boolean  # asked on return
        24 slot           text     # am, pm, day: second job of the day
        25 satellite      id
        26 heads_out      integer  # counted at the send-off
        27 heads_back     integer
        """,
    ),
    table(
        41,
        "team_member",  # a claim
        CENTRE,
        """
        1 team           id
        2 check_in       id
        3 volunteer      id
        4 group          id
        5 heads          integer
        6 ended_at       instant
        7 is_leader      boolean
        8 provisional    boolean
        9 went_home      boolean  # these heads of a group, while others of it are still here
        """,
    ),
    table(
        42,
        "team_phase",  # the 20/10 clock
        CENTRE,
        """
        1 team           id
        2 phase          text     # work, rest
        3 at             instant
        """,
        append_only=True,
    ),
    table(
        43,
        "report",
        CENTRE,
        """
        1  team          id
        2  need          id
        3  day           date
        4  at            instant
        5  reporter      text
        6  heads         integer
        7  progress      text     # continuing, completed, stopped
        8  injured       integer
        9  near_misses   integer
        10 next_people   integer
        11 next_on       date
        12 next_tools    set
        13 tools_ok      boolean
        14 sandbags      integer
        15 watch         boolean
        """,
    ),
    table(
        44,
        "report_private",  # same id as the report
        SEALED,
        """
        1 text           text
        2 near_miss      text
        3 remaining      text
        4 extra_wish     text     # 依頼者からの追加希望
        5 watch_note     text
        6 breakage       text
        """,
    ),
    table(
        45,
        "injury",
        SEALED,
        """
        1 team           id
        2 volunteer      id
        3 name           text
        4 day            date
        5 kind           text     # code list injury
        6 course         text     # what happened
        7 treatment      text     # none, first_aid, clinic, ambulance
        8 at             instant
        """,
    ),
    table(
        46,
        "wbgt",
        CENTRE,
        """
        1 day            date
        2 hour           integer  # 0 to 23
        3 tenths         integer  # WBGT in tenths of a degree
        4 place          text
        5 at             instant
        6 by_name        text
        """,
    ),
    table(
        47,
        "stop_order",  # heat, lightning, wind, rain: calls everybody back
        CENTRE,
        """
        1 kind           text
        2 day            date
        3 at             instant
        4 by_staff       id
        5 by_name        text
        6 reason         text
        7 lifted_at      instant
        8 lifted_by      text
        """,
    ),
    table(
        48,
        "call_back",  # who was reached after a stop order
        CENTRE,
        """
        1 stop           id
        2 team           id
        3 reached_at     instant
        4 by_name        text
        """,
    ),
)

FIELD_WORK_TABLES = (*NEED_TABLES, *TEAM_TABLES)
