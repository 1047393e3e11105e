"""The word lists that cells are read with: our codes, and what forms call them.

Sources: the choices printed on published council forms (registration, group, need and survey
sheets), and the usual short forms of desks. See `words.py` for the notation.
"""

from app.documents.readers.words import words

SEX = words(
    "sex",
    """
male          男 男性 =m male おとこ
female        女 女性 =f female おんな
unanswered    回答しない 無回答 答えない 答えたくない
other         その他 どちらでもない other
""",
)
PARTICIPATION = words(
    "participation",
    """
individual    個人 =一人 ひとり individual
group         団体 グループ 企業 法人 学校単位 group
""",
)
ACTIVITY_CLASS = words(
    "activity_class",
    """
general       一般 =通常
skilled       専門 技術系 技術
staff         スタッフ 運営 センター運営
""",
)
HEALTH = words(
    "health_state",
    """
good          良好 健康 問題なし 異常なし =良い =良 =普通 元気
worried       心配がある 心配 不安 不調 =悪い 体調不良 持病あり
""",
)
SKILLS = words(
    "skill",
    """
construction  建築・大工 建築 大工 建設 左官
civil         土木 造園
electric      電気工事 電気 電工
roofing       屋根・高所作業 高所作業 屋根 とび 鳶
chainsaw      チェーンソー チェンソー
heavy_machine 重機操作 重機 車両系 フォークリフト ユンボ バックホウ
underfloor    床下作業 床下
car_repair    自動車整備 車両整備 整備士
computer      パソコン =pc =it 情報処理 プログラミング
illustration  イラスト =絵 デザイン
braille       点訳 点字
sign_language 手話
note_taking   要約筆記
care          介護 福祉 ヘルパー 介護福祉士 ケアマネ
nursing       看護・医療 看護 看護師 医療 医師 救急救命 保健師
childcare     保育 保育士 子ども 子守
counselling   傾聴・相談 傾聴 カウンセリング 心理士 相談援助 相談
local_knowledge 地理・土地勘 地理 土地勘
interpreting  通訳 英会話 語学
massage       マッサージ 鍼灸 整体
cooking       調理 料理 炊き出し 栄養士
drone         ドローン
other         =その他
""",
)
LICENCES = words(
    "licence",
    """
car           普通自動車 普通免許 普通車 =普通 普通一種 普通第一種 at限定 =免許 =あり =有
semi_medium   準中型自動車 準中型
medium        中型自動車 中型
large         大型自動車 大型免許 =大型 大型一種
second_class  二種免許 二種 第二種 2種
motorcycle    自動二輪 =自二 二輪 バイク 普通二輪 大型二輪
heavy_machine 車両系建設機械 車両系 重機 小型車両系
chainsaw      チェーンソー特別教育 チェーンソー チェンソー 伐木
full_harness  フルハーネス特別教育 フルハーネス
electrician   電気工事士
architect     建築士
nurse         看護師 准看護師
doctor        医師
care_worker   介護福祉士 介護職員 ヘルパー
first_aid     救急法 救急救命 普通救命 赤十字救急
other         =その他 =原付
""",
)
LANGUAGES = words(
    "language",
    """
ja_easy       やさしい日本語
ja            日本語
en            英語 英会話 english
zh            中国語 北京語 chinese 中文
ko            韓国・朝鮮語 韓国語 朝鮮語 korean ハングル
vi            ベトナム語 vietnamese
ne            ネパール語 nepali
tl            フィリピノ語 タガログ語 フィリピン語 tagalog
pt            ポルトガル語 portuguese
es            スペイン語 spanish
id            インドネシア語 indonesian
th            タイ語 =thai
my            ミャンマー語 ビルマ語
si            シンハラ語
lo            ラオス語
km            カンボジア語 クメール語
fr            フランス語 french
ru            ロシア語 russian
jsl           日本手話 手話
other         =その他
""",
)
VEHICLES = words(
    "vehicle",
    """
bus           大型・中型バス 大型バス 中型バス 観光バス 貸切バス =バス
micro_bus     マイクロバス マイクロ 小型バス
wagon         ワゴン ハイエース ミニバン =バン
light_truck   軽トラック 軽トラ
kei_car       軽自動車 軽四 =軽
truck         トラック・ダンプ トラック ダンプ
car           普通車 普通乗用車 乗用車 自家用車 自動車 =車 =普通 マイカー セダン
other         =その他
""",
)
NO_VEHICLE = words("none", "none 公共交通機関 公共交通 電車 徒歩 自転車 バイク 送迎 =公共 路線バス")
CHANNELS = words(
    "intake_channel",
    """
phone         電話 tel =架電
window        窓口 来所 来所相談 来訪
visit         訪問 アウトリーチ 巡回
fax           fax ファックス ファクス
web           web ウェブ フォーム メール インターネット =line ネット
commissioner  民生委員経由 民生委員 民生 児童委員
government    行政経由 行政 市役所 役場 対策本部 災対本部
shelter       避難所
other         その他
unknown       不明 わからない
""",
)
REQUESTER_KINDS = words(
    "requester_kind",
    """
affected      被災者本人 被災者 本人
related       関係者 家族 親族 近隣 知人
staff         スタッフ 職員
""",
)
URGENCY = words(
    "urgency",
    """
now           至急 緊急 大至急 すぐに 最優先 =高 =a
soon          早め なるべく早く 早急 =中 =b
normal        通常 =普通 =c
later         後日でよい 後日 急がない =低 =d
""",
)
SURVEY_WANTED = words(
    "survey_wanted",
    """
required      必要 =要 あり 調査必要
not_required  不要 必要なし なし 調査不要
ask           要相談 相談 =未定 要確認
""",
)
WORK_KINDS = words(
    "work_kind",
    """
indoor_tidy   家屋内の片付け 屋内片付け 室内片付け 片付け 片づけ 家の中の整理
furniture_out 家財の搬出 家具搬出 荷物運び出し 荷物の運び出し 家財搬出 家具・ゴミ搬出 畳 搬出 家具
cleaning      清掃 室内清掃 掃除 拭き掃除 床掃除 水洗い
waste_sort_haul 災害ごみの分別・運搬 災害ごみ 災害ゴミ ごみ出し ゴミ出し 分別 運搬 仮置場 軽トラ運搬
rubble        瓦・がれき等の撤去 がれき 瓦礫 瓦 ブロック片
goods         物資の仕分け・運搬 物資 仕分け
shelter       避難所支援 避難所
temp_housing  仮設住宅関連 仮設住宅 仮設
visit_survey  被災者訪問・ニーズ調査 ニーズ調査 戸別訪問 訪問調査
facility      高齢者・福祉施設等の支援 高齢者・福祉施設等 福祉施設
vc_staff      センター運営の支援 vc運営支援 センター運営 運営支援
social        交流活動 サロン 交流
mud_removal   土砂撤去 土砂撤去・泥出し 泥出し 泥だし 泥かき 土砂除き 土砂 土砂搬出 =泥
yard          家周りの清掃 家周り清掃 家回り 庭 側溝 敷地内 外回り
moving        引越し 引っ越し 転居
photo_wash    写真洗浄 アルバム
water         水運び 給水
listening     見守り・傾聴 傾聴 話し相手
interpret     通訳
business      営利活動に関わる作業 営利
footbath      足湯
tarp_roof     屋根のブルーシート張り ブルーシート張り ブルーシート シート張り 屋根 雨漏り
underfloor    床はがし・床下の泥出し 床はがし・床下 床下の泥 床はがし 床剥がし 床下 床板
wall_strip    壁はがし 壁剥がし 壁
chainsaw      チェーンソー・倒木処理 チェーンソー・倒木 倒木 チェーンソー 伐採
heavy_machine 重機作業 重機
block_wall    ブロック塀の撤去 ブロック塀
utility       電気・ガスの工事 電気・ガス 電気 ガス
other         その他
""",
)
DAMAGES = words(
    "damage",
    """
floor_above   床上浸水 床上
floor_below   床下浸水 床下
mud_inflow    土砂流入 土砂 泥
roof_damage   瓦・屋根の被害 瓦・屋根 屋根 瓦
wall_fence    ブロック塀の被害 ブロック塀 =塀
furniture_fallen 家財の散乱 家財散乱 家具転倒
leak          雨漏り
landslide     土砂崩れ がけ崩れ 崖崩れ
fallen_tree   倒木
part_broken   一部破損 一部損壊 破損
other         その他
""",
)
INSPECTION = words(
    "inspection",
    """
red           危険(赤) 危険 =赤 =red
yellow        要注意(黄) 要注意 =黄 黄色 =yellow
green         調査済(緑) 調査済 調査済み =緑 =green 青
none          未実施 未 未判定 判定なし なし 受けていない
""",
)
HOME_OWNERSHIP = words(
    "ownership_home",
    """
own           持家 持ち家 自己所有 所有 自宅
rented        借家 賃貸 アパート 借りている 公営住宅
""",
)
NEED_STATUS = words(
    "need_status",
    """
received      受付済み 受付中 =受付 未対応 未着手 新規
triage        班長確認中 確認中
survey_waiting 調査待ち 現地調査待ち 現地調査中 調査中
survey_scheduled 調査予定
surveyed      調査済み 調査済 現地調査済
ready         準備よし マッチング待ち 待機 対応待ち 活動待ち
continuing    継続 活動中 対応中 一部完了
completed     完了 対応済 対応済み =済
closed        終了 終結
followup_watch 見守り
declined      お断り 受理せず 対象外 対応不可 =不可
referred      つなぎ済み 紹介 引継ぎ 他機関 他団体
skilled_only  専門班へ 技術系 専門
on_hold       保留
cancelled     取り下げ 取下げ 取消 取り消し キャンセル 辞退
""",
)
EQUIPMENT_TYPES = words(
    "equipment_type",
    """
loan          貸出 貸出品 備品 貸し出し 返却 機材
consumable    消耗品 消耗 払出
vehicle       車両 車
facility      設備 施設
""",
)
EQUIPMENT_OWNERSHIP = words(
    "ownership",
    """
bought        購入 買取 自己所有 社協所有 自前
free_loan     無料借用 無償借用 無償 借用 借受 貸与
paid_loan     有料借用 有償借用 レンタル リース 有償
donated       寄付 寄贈 提供 支援物資
stockyard     ストックヤード 備蓄
other_council 他社協 他の社協 応援社協
""",
)
AGE_BANDS = words(
    "age_band",
    """
elementary    小学生以下 小学生 未就学 幼児
junior_high   中学生
high_school   高校生
18_29         18〜29歳 18-29 大学生 専門学生 10代 20代 18歳以上
30s           30代
40s           40代
50s           50代
60s           60代
70s           70代以上 70代 80代 90代 70歳以上
""",
)
TOOLS = words(
    "equipment",
    """
shovel_square 角スコップ 角スコ 角型スコップ
shovel_round  丸スコップ 剣スコップ 剣スコ 丸スコ 剣先スコップ スコップ シャベル
joren         じょれん・クワ じょれん 鋤簾 クワ 鍬
wheelbarrow   一輪車(ネコ) 一輪車 ネコ車 =ネコ 猫車 手押し車
temi          てみ 手箕
bucket        バケツ
sandbag       土のう袋 土嚢袋 土のう 土嚢
sandbag_stand 土のうスタンド 土嚢スタンド
deck_brush    デッキブラシ
bamboo_broom  竹ほうき 竹箒 ほうき 箒
squeegee      水切りワイパー 水切り ワイパー スクイジー
pressure_washer 高圧洗浄機 高圧洗浄
pump          水中ポンプ ポンプ
generator     発電機
cord_reel     コードリール 延長コード
tarp          ブルーシート
rope          ロープ
crowbar       バール
hammer        ハンマー 金づち
saw           のこぎり ノコギリ 鋸
flat_cart     台車
light_truck   軽トラック 軽トラ
dump          軽ダンプ ダンプ
van           ワゴン車 ワゴン
micro_bus     マイクロバス
helmet        ヘルメット
goggle        ゴーグル
dust_mask     防塵マスク 防じんマスク マスク
work_glove    軍手
rubber_glove  ゴム手袋・革手袋 ゴム手袋 革手袋 皮手袋 手袋
boots         長靴(踏抜防止) 長靴 踏抜き防止
bib           ビブス ゼッケン
disinfect     消毒液 消毒
water         飲料水 =水 ペットボトル
first_aid_kit 救急セット 救急箱
salt_candy    塩飴 塩あめ 塩分タブレット
ice_ring      アイスネックリング ネックリング
wbgt          暑さ指数計 wbgt 熱中症計
mist_fan      ミスト・スポットクーラー スポットクーラー ミスト 扇風機
tent          テント
toilet        仮設トイレ・トイレカー 仮設トイレ トイレカー
router        モバイルルータ モバイルルーター wifi
starlink      衛星通信 starlink スターリンク
tablet        タブレット
printer       プリンタ プリンター
""",
)
ALL = (
    SEX, PARTICIPATION, ACTIVITY_CLASS, HEALTH, SKILLS, LICENCES, LANGUAGES, VEHICLES, CHANNELS,
    REQUESTER_KINDS, URGENCY, SURVEY_WANTED, WORK_KINDS, DAMAGES, INSPECTION, HOME_OWNERSHIP,
    NEED_STATUS, EQUIPMENT_TYPES, EQUIPMENT_OWNERSHIP, AGE_BANDS, TOOLS,
)  # fmt: skip
