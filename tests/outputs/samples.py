"""Papers' contents for the tests: an ordinary team, the longest names, a community of 48."""

from dataclasses import replace
from datetime import date

from app.catalogue.messages import Messages
from app.documents.letterhead import Letterhead
from app.documents.order import Community, Member, Site, Tool, WorkOrder
from app.domain.calendar_jp import instant_of

DAY = date(2026, 8, 11)
AT = instant_of(DAY, 9 * 60 + 5)
JA, EN = Messages.load("ja"), Messages.load("en")
HEAD = Letterhead("架空市災害ボランティアセンター", "045-000-0000", AT, "令和8年8月豪雨")
DRILL = replace(HEAD, drill=True)
NEED = bytes.fromhex("0198a3f0c1d27e3f8a4b5c6d7e8f9012")

OLD_FORMS = "髙橋 﨑子"
BEYOND_BMP = "𠮷野 𣘺之助"
VARIANT = "渡邉\U000e0101 四郎"
LONG_NAME = "𠮷田寿限無五劫擦切海砂利水魚水行末雲来末風来末食寝処住処藪柑子髙﨑邉国際太郎左衛門"
LONG_KANA = "よしだじゅげむごこうすりきれかいじゃりすいぎょすいぎょうまつうんらいまつふうらいまつ"
LONG_ADDRESS = (
    "神奈川県足柄下郡箱根町架空字長い地名の続く大字小字丁目番地の号まで省かずに書いた住所"
    "一二三四五六七八九十番地の百二十三コーポラス髙﨑第二別館南棟三階三百四十五号室（旧架空荘跡地の北隣）"
)
assert len(LONG_NAME) >= 40
assert len(LONG_ADDRESS) >= 90

MEMBERS = (
    Member("架空 太郎", "C-0137", "かくう たろう", insured=True, leader=True),
    Member(OLD_FORMS, "C-0138", "たかはし さきこ", insured=True, first_time=True),
    Member(BEYOND_BMP, "A-0021", "よしの きつのすけ", insured=True),
    Member(VARIANT, "B-0003", "わたなべ しろう", insured=False),
)
SITE = Site(
    requester="架空 ヨシ",
    kana="かくう よし",
    phone="090-0000-0011",
    postal_code="2310000",
    address="神奈川県横浜市中区架空町1-2-3",
    building="架空ハイツ203号室",
    directions="バス停「架空橋」の裏手",
    parking="架空公民館に2台",
    road="北側の橋は通行止め",
    rest="公民館のトイレ",
    waste="架空運動公園 仮置場",
)
TOOLS = (Tool("角スコップ", 3, "本"), Tool("土のう袋", 40, "枚"), Tool("デッキブラシ"))
ORDER = WorkOrder(
    NEED,
    "N-0412",
    "3班",
    DAY,
    "午前",
    SITE,
    ("土砂撤去・泥出し", "家財の搬出"),
    "玄関と台所の泥を出す。写真の入った箱は捨てずにご本人へ。",
    ("釘・ガラス", "床の踏み抜き"),
    "",
    TOOLS,
    "",
    MEMBERS,
    "架空 太郎",
    "090-0000-0012",
    "軽トラック1号",
    instant_of(DAY, 15 * 60 + 30),
)
LONGEST = replace(
    ORDER,
    site=replace(
        SITE,
        requester=LONG_NAME,
        kana=LONG_KANA,
        address=LONG_ADDRESS,
        building="",
        directions="バス停の裏手の坂を上がり切った所の、" * 8,
        present="ご本人と息子さん。9時から16時まで在宅",
    ),
    request="押し入れの荷物を運び出し、濡れた畳を上げて庭へ出す。" * 40,
    caution="台所の床がゆるんでいる。" * 6,
    tools=tuple(Tool(f"たいへん長い名前の資機材その{n}番", n, "セット") for n in range(1, 18)),
    tools_note="高圧洗浄機は午後から",
    members=tuple(
        Member(LONG_NAME, f"C-{n:04d}", LONG_KANA, insured=True, first_time=True)
        for n in range(1, 12)
    ),
    leader=LONG_NAME,
    vehicle="センター軽トラック1号と、お借りしたワゴン車（運転：髙﨑）",
)
COMMUNITY = replace(
    ORDER,
    team="区長1",
    community=Community("架空 区長", "090-0000-0013", "架空一丁目自治会"),
    site=Site(address="架空町1丁目 一帯"),
    members=tuple(
        Member(f"架空 参加{n:02d}", f"D-{n:04d}", "かくう さんか", insured=n % 5 > 0)
        for n in range(1, 49)
    ),
)
