"""Bodies as a centre writes them, from a seed: for the compression dictionary, tests, measurements.

Every person is invented (訓練); the middle of every phone number is 0000, which nobody has.
"""

from collections.abc import Callable, Iterator
from random import Random

from sync.core.body import Body
from sync.core.ids import EntityId
from sync.core.operations import Add, Claim, End, Move, New, Operation, Set, Value

FAMILY = tuple(
    pair.split(":")
    for pair in [
        "佐藤:サトウ",
        "鈴木:スズキ",
        "高橋:タカハシ",
        "田中:タナカ",
        "伊藤:イトウ",
        "渡辺:ワタナベ",
        "山本:ヤマモト",
        "中村:ナカムラ",
        "小林:コバヤシ",
        "加藤:カトウ",
        "吉田:ヨシダ",
        "山田:ヤマダ",
        "佐々木:ササキ",
        "山口:ヤマグチ",
        "松本:マツモト",
        "井上:イノウエ",
        "木村:キムラ",
        "林:ハヤシ",
        "斎藤:サイトウ",
        "清水:シミズ",
        "山崎:ヤマザキ",
        "森:モリ",
        "池田:イケダ",
        "橋本:ハシモト",
        "阿部:アベ",
        "石川:イシカワ",
        "小川:オガワ",
        "前田:マエダ",
        "岡田:オカダ",
        "長谷川:ハセガワ",
        "藤田:フジタ",
        "後藤:ゴトウ",
        "近藤:コンドウ",
        "村上:ムラカミ",
        "遠藤:エンドウ",
        "青木:アオキ",
        "坂本:サカモト",
        "福田:フクダ",
        "太田:オオタ",
        "西村:ニシムラ",
        "藤井:フジイ",
        "金子:カネコ",
        "岡本:オカモト",
        "藤原:フジワラ",
        "三浦:ミウラ",
        "中島:ナカジマ",
        "髙橋:タカハシ",
        "渡邉:ワタナベ",
        "石井:イシイ",
        "石田:イシダ",
    ]
)
GIVEN = tuple(
    pair.split(":")
    for pair in [
        "翔太:ショウタ",
        "大輔:ダイスケ",
        "健一:ケンイチ",
        "直樹:ナオキ",
        "拓也:タクヤ",
        "誠:マコト",
        "隆:タカシ",
        "浩:ヒロシ",
        "和也:カズヤ",
        "蓮:レン",
        "美咲:ミサキ",
        "陽子:ヨウコ",
        "恵子:ケイコ",
        "由美子:ユミコ",
        "愛:アイ",
        "さくら:サクラ",
        "裕子:ユウコ",
        "久美子:クミコ",
        "真由美:マユミ",
        "結衣:ユイ",
        "明美:アケミ",
        "智子:トモコ",
        "幸子:サチコ",
        "葵:アオイ",
    ]
)
TOWNS = [
    "神奈川県横浜市鶴見区",
    "神奈川県横浜市神奈川区",
    "神奈川県横浜市西区",
    "神奈川県横浜市中区",
    "神奈川県横浜市南区",
    "神奈川県横浜市保土ケ谷区",
    "神奈川県横浜市磯子区",
    "神奈川県横浜市金沢区",
    "神奈川県横浜市港北区",
    "神奈川県横浜市戸塚区",
    "神奈川県横浜市港南区",
    "神奈川県横浜市旭区",
    "神奈川県横浜市緑区",
    "神奈川県横浜市青葉区",
    "神奈川県横浜市都筑区",
    "神奈川県横浜市泉区",
    "神奈川県横浜市栄区",
    "神奈川県横浜市瀬谷区",
    "神奈川県川崎市川崎区",
    "神奈川県川崎市中原区",
    "神奈川県川崎市高津区",
    "神奈川県川崎市多摩区",
    "神奈川県川崎市宮前区",
    "神奈川県川崎市麻生区",
    "神奈川県相模原市緑区",
    "神奈川県相模原市中央区",
    "神奈川県相模原市南区",
    "神奈川県横須賀市",
    "神奈川県平塚市",
    "神奈川県鎌倉市",
    "神奈川県藤沢市",
    "神奈川県小田原市",
    "神奈川県茅ヶ崎市",
    "神奈川県逗子市",
    "神奈川県三浦市",
    "神奈川県秦野市",
    "神奈川県厚木市",
    "神奈川県大和市",
    "神奈川県伊勢原市",
    "神奈川県海老名市",
    "神奈川県座間市",
    "神奈川県南足柄市",
    "神奈川県綾瀬市",
    "神奈川県足柄下郡箱根町",
    "東京都世田谷区",
    "東京都町田市",
    "東京都大田区",
    "東京都八王子市",
    "埼玉県さいたま市",
    "千葉県千葉市",
    "静岡県静岡市",
    "静岡県熱海市",
    "山梨県甲府市",
    "愛知県名古屋市",
    "大阪府大阪市",
    "兵庫県神戸市",
    "京都府京都市",
    "福岡県福岡市",
    "熊本県熊本市",
    "宮城県仙台市",
    "北海道札幌市",
    "石川県金沢市",
    "新潟県新潟市",
    "長野県長野市",
    "岡山県倉敷市",
    "広島県広島市",
    "愛媛県大洲市",
    "福島県いわき市",
    "茨城県常総市",
]
BLOCKS = [
    "本町",
    "中央",
    "緑町",
    "栄町",
    "桜木町",
    "若葉台",
    "南町",
    "東町",
    "西町",
    "北町",
    "大手町",
    "幸町",
    "宮前",
    "城山",
    "旭町",
    "泉町",
]
WORK = [
    "mud_removal",
    "furniture",
    "cleaning",
    "waste",
    "sandbags",
    "tarp",
    "belongings",
    "debris",
    "wall_floor",
]
TOOLS = [
    "shovel_square",
    "shovel_pointed",
    "wheelbarrow",
    "bucket",
    "broom",
    "sandbag",
    "crowbar",
    "tarp",
    "gloves",
]
REQUESTS = (
    "床上浸水のため、家具と畳の運び出しをお願いしたい。",
    "床下の泥出しと消毒をお願いします。高齢の一人暮らしです。",
    "庭に流れ込んだ土砂とがれきの片付け。軽トラックが必要です。",
    "屋根の瓦が落ちた。ブルーシートを張ってほしい。",
    "災害ごみの仕分けと集積所までの運搬をお願いしたい。",
)
DAY_MS = 86_400_000
START_MS = 1_780_000_000_000

Values = dict[str, Value]


class SampleBodies:
    """An endless row of a centre's actions. The same seed gives the same bodies."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._now = START_MS
        self._kinds: tuple[tuple[int, Callable[[], Body]], ...] = (
            (6, self.registration),
            (8, self._check_in),
            (2, self._insurance),
            (2, self._need),
            (2, self._need_private),
            (3, self._status),
            (2, self._team),
            (6, self._member),
            (2, self._stock),
            (1, self._contact),
            (1, self._report),
            (1, self._group),
        )

    def __iter__(self) -> Iterator[Body]:
        weights = [weight for weight, _make in self._kinds]
        makers = [make for _weight, make in self._kinds]
        while True:
            yield self._random.choices(makers, weights)[0]()

    def registrations(self) -> Iterator[Body]:
        """Only registrations of volunteers: the measure of bytes per record."""
        while True:
            yield self.registration()

    def registration(self) -> Body:
        """A walk-in or pre-registration with most questions answered: some 450 packed bytes."""
        any_of = self._random.choice
        name, kana = self._name()
        contact, _contact_kana = self._name()
        values: Values = {
            "number": f"{any_of('ABCDEF')}-{self._number(4)}",
            "name": name,
            "kana": kana,
            "sex": any_of(("male", "female", "no_answer")),
            "born_on": self._date(self._between(1950, 2009), self._between(1, 12)),
            "phone": self._phone(),
            "email": f"{self._word()}{self._number(2)}@example.jp",
            "postal_code": self._number(7),
            "address": self._address(),
            "emergency_name": contact,
            "emergency_relation": any_of(("母", "父", "妻", "夫", "兄", "姉", "友人")),
            "emergency_phone": self._phone(),
            "affiliation": any_of(("横浜国際高校", "会社員", "大学生", "社協", "自治会", "なし")),
            "experience": any_of((True, False)),
            "skills": self._some(("electric", "chainsaw", "truck", "nurse", "interpreter")),
            "languages": self._some(("en", "zh", "ko", "pt")),
            "activity_class": any_of(("general", "general", "skilled")),
            "participation": "individual",
            "insurance_claim": any_of(("basic", "quake", "none", "applying")),
            "source": any_of(("walk_in", "pre_registration", "import")),
            "insurance_card": any_of((True, False)),
            "licences": self._some(("car", "truck_2t", "forklift", "chainsaw_course")),
            "experience_note": any_of(
                (
                    "2019年の台風で泥出しを3日間",
                    "能登で家財の運び出し",
                    "西日本豪雨で1週間",
                    "初めて",
                )
            ),
            "note": any_of(
                (
                    "友人2名と同じ班を希望",
                    "午後3時に帰る予定",
                    "腰に不安があり重い物は不可",
                    "手話ができる",
                )
            ),
            "available_note": any_of(("土日のみ", "今週いっぱい", "いつでも", "午前のみ")),
            "registered_at": self._later(),
            "has_light_truck": any_of((False, False, True)),
        }
        return Body("register_volunteer", (New("volunteer", self._id(), values),))

    def _check_in(self) -> Body:
        values: Values = {
            "volunteer": self._id(),
            "day": self._day(),
            "at": self._later(),
            "desk": self._random.choice(("受付1", "受付2", "受付3")),
            "heads": 1,
            "first_time": self._random.random() < 0.4,
            "means": self._random.choice(("scan", "search", "walk_in")),
            "wish": self._random.choice(WORK),
        }
        return Body("check_in", (New("check_in", self._id(), values),))

    def _insurance(self) -> Body:
        at = self._later()
        values: Values = {
            "volunteer": self._id(),
            "plan": self._random.choice(("basic", "quake")),
            "enrolled_at": at,
            "effective_at": at,
            "ends_at": 1_806_418_800_000,
            "fiscal_year": 2026,
            "enrolled_where": "横浜市社会福祉協議会",
            "paid_by": "self",
            "proof_seen_by": self._name()[0],
            "proof_kind": self._random.choice(("card", "email", "roster")),
        }
        return Body("record_insurance", (New("insurance", self._id(), values),))

    def _need(self) -> Body:
        any_of = self._random.choice
        values: Values = {
            "number": f"N-{self._number(4)}",
            "status": "received",
            "received_at": self._later(),
            "channel": any_of(("phone", "visit", "outreach", "web")),
            "received_by": self._name()[0],
            "town": any_of(TOWNS) + any_of(BLOCKS),
            "kinds": self._some(WORK),
            "survey_wanted": any_of(("required", "not_required", "ask")),
            "crisis": False,
            "urgency": any_of(("high", "normal", "low")),
            "damages": self._some(("flood_above_floor", "flood_below_floor", "mud", "roof")),
            "flood_cm": any_of(range(5, 120, 5)),
            "people": any_of(range(3, 12)),
            "people_reason": any_of(("家具が多い", "床下の泥が深い", "階段が狭い")),
            "tools": self._some(TOOLS),
            "truck": any_of((True, False)),
            "inspection": any_of(("green", "yellow", "none")),
            "parking": any_of(("家の前に1台", "なし", "近くの公園")),
            "road": any_of(("軽トラックまで", "2トン車可", "通行止めあり")),
        }
        return Body("take_need", (New("need", self._id(), values),))

    def _need_private(self) -> Body:
        any_of = self._random.choice
        name, kana = self._name()
        values: Values = {
            "name": name,
            "kana": kana,
            "phone": self._phone(),
            "postal_code": self._number(7),
            "address": self._address(),
            "requester_kind": any_of(("self", "family", "neighbour", "welfare_officer")),
            "request": any_of(REQUESTS),
            "since_when": any_of(("台風の翌日から", "昨日から", "先週の大雨から")),
            "household": any_of(("一人暮らし(78歳)", "夫婦と子2人", "高齢夫婦")),
            "alone": any_of((True, False)),
            "health": any_of(("腰痛", "特になし", "透析に通院")),
            "utilities": any_of(("電気・水道とも可", "断水中", "停電中")),
            "supporter": any_of(("長男が市内", "なし", "民生委員")),
            "wanted_when": any_of(("いつでも", "土日", "午前中")),
            "ownership": any_of(("own", "rented")),
            "share_consent": True,
        }
        return Body("take_need", (New("need_private", self._id(), values),))

    def _status(self) -> Body:
        need, base = self._id(), self._clock()
        status = self._random.choice(("survey_wait", "ready", "matched", "continuing", "completed"))
        sets: tuple[Operation, ...] = (
            Set("need", need, "status", status, (base,)),
            Set("need", need, "status_at", self._later(), (base,)),
        )
        return Body("change_need_status", sets)

    def _team(self) -> Body:
        values: Values = {
            "number": f"{self._random.choice(range(1, 60))}班",
            "day": self._day(),
            "need": self._id(),
            "kind": "normal",
            "state": "forming",
            "leader_name": self._name()[0],
            "phone": self._phone(),
            "planned_return_at": self._later(),
            "people_wanted": self._random.choice(range(3, 10)),
        }
        return Body("form_team", (New("team", self._id(), values),))

    def _member(self) -> Body:
        member = self._id()
        if self._random.random() < 0.3:
            return Body("leave_team", (End("team_member", member, self._later()),))
        values: Values = {
            "team": self._id(),
            "check_in": self._id(),
            "volunteer": self._id(),
            "heads": 1,
            "is_leader": False,
        }
        return Body("join_team", (Claim("team_member", member, values),))

    def _stock(self) -> Body:
        values: Values = {
            "equipment": self._id(),
            "from_place": self._id(),
            "to_place": self._id(),
            "quantity": self._random.choice(range(1, 20)),
            "at": self._later(),
            "by_name": self._name()[0],
            "reason": self._random.choice(("lend", "return", "consume", "receive")),
        }
        return Body("hand_out", (Move("stock_move", self._id(), values),))

    def _contact(self) -> Body:
        values: Values = {
            "need": self._id(),
            "at": self._later(),
            "by_name": self._name()[0],
            "channel": "phone",
            "direction": "out",
            "result": self._random.choice(("reached", "absent", "message")),
            "text": self._random.choice(REQUESTS),
        }
        return Body("log_contact", (New("contact", self._id(), values),))

    def _report(self) -> Body:
        values: Values = {
            "team": self._id(),
            "need": self._id(),
            "day": self._day(),
            "at": self._later(),
            "reporter": self._name()[0],
            "heads": self._random.choice(range(3, 10)),
            "progress": self._random.choice(("continuing", "completed")),
            "injured": 0,
            "near_misses": 0,
            "tools_ok": True,
        }
        add = Add("volunteer", self._id(), "skills", "electric")
        return Body("take_report", (New("report", self._id(), values), add))

    def _group(self) -> Body:
        name, kana = self._name()
        values: Values = {
            "number": f"G-{self._number(3)}",
            "name": self._random.choice(("訓練大学ボランティア部", "訓練株式会社", "訓練町内会")),
            "leader_name": name,
            "leader_kana": kana,
            "mobile": self._phone(),
            "heads": self._random.choice(range(5, 40)),
            "starts_on": self._day(),
            "days": 1,
            "wishes": self._some(WORK),
            "registered_at": self._later(),
        }
        return Body("register_group", (New("volunteer_group", self._id(), values),))

    def _id(self) -> EntityId:
        stamp = (self._later() & 0xFFFF_FFFF_FFFF).to_bytes(6, "big")
        return EntityId(stamp + b"\x70" + self._random.randbytes(9))

    def _later(self) -> int:
        self._now += self._random.randrange(1, 9_000)
        return self._now

    def _clock(self) -> int:
        return (self._now - self._random.randrange(DAY_MS)) << 16

    def _day(self) -> str:
        return self._date(2026, self._between(5, 7))

    def _date(self, year: int, month: int) -> str:
        return f"{year}-{month:02}-{self._between(1, 28):02}"

    def _name(self) -> tuple[str, str]:
        (family, family_kana), (given, given_kana) = (
            self._random.choice(FAMILY),
            self._random.choice(GIVEN),
        )
        return f"{family} {given}", f"{family_kana} {given_kana}"

    def _phone(self) -> str:
        return f"{self._random.choice(('090', '080', '070'))}-0000-{self._number(4)}"

    def _between(self, least: int, most: int) -> int:
        return self._random.randrange(least, most + 1)

    def _address(self) -> str:
        place = self._random.choice(TOWNS) + self._random.choice(BLOCKS)
        house = f"{self._between(1, 8)}-{self._between(1, 30)}-{self._between(1, 20)}"
        return f"{place}{house} 訓練ハイツ{self._between(101, 909)}"

    def _number(self, digits: int) -> str:
        return "".join(self._random.choices("0123456789", k=digits))

    def _word(self) -> str:
        return "".join(self._random.choices("abcdefghijklmnopqrstuvwxyz", k=7))

    def _some(self, codes: list[str] | tuple[str, ...]) -> tuple[str, ...]:
        return tuple(sorted(self._random.sample(list(codes), self._random.randrange(0, 4))))
