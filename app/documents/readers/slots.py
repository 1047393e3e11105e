"""The slots of each kind of file, with the words that forms, exports and lists use for them.

Words were collected from published council forms and from the defaults of kintone and Google Forms.
`ignored` takes columns that are understood and have no place with us (who changed the record in
the other system, the running number of a hand-made list: it moves with every line that
somebody inserts, so it is no identity). A new wording is a new word here, and a line in the tests.
"""

from app.documents.readers.headers import Kind, Slot, slots

_EVERYWHERE = """
record_start       text           =レコードの開始行
record_number      text           レコード番号 回答番号 受付番号 登録番号 申込番号 予約番号 受付no
+                                 登録no ニーズid ニーズno ニーズ番号 依頼番号 案件番号 案件id =id
timestamp          instant        タイムスタンプ timestamp 作成日時 登録日時 受付日時 受付日
+                                 回答日時 送信日時 申込日時 申込日 登録日 入力日時 =日時 !更新
ignored*           text           =更新者 =更新日時 =作成者 =作業者 =カテゴリー =リビジョン
+                                 =リンク =no =番号 =整理番号 =通番 =項番 同意+個人情報
+                                 個人情報の取扱い 利用規約
+                                 プライバシーポリシー =スコア
"""

VOLUNTEER_SLOTS = slots(
    _EVERYWHERE
    + """
name!              name           氏名 氏名漢字 名前漢字 名前 参加者名 ボランティア名 フルネーム
+                                 =name fullname
+                                 !緊急 !保護者 !団体 !会社 !学校 !建物 !ファイル
family_name        name           =姓 =苗字 =名字 =氏 =氏名姓 =名前姓 =お名前姓 =姓漢字 =漢字姓
+                                 lastname
+                                 familyname
given_name         name           =名 =氏名名 =名前名 =お名前名 =名漢字 =漢字名 firstname
+                                 givenname
kana               kana           ふりがな かな よみがな 読み仮名 =よみ !緊急 !保護者 !団体
family_kana        kana           =せい =姓ふりがな =姓かな =姓よみ =ふりがな姓 =かな姓
+                                 =氏名ふりがな姓 =名前ふりがな姓 =お名前ふりがな姓
given_kana         kana           =めい =名ふりがな =名かな =名よみ =ふりがな名 =かな名
+                                 =氏名ふりがな名 =名前ふりがな名 =お名前ふりがな名
sex                sex            性別 =sex =gender
born_on            birthday           生年月日 誕生日 birthday dateofbirth
age                age            年齢 年代 年令 =age 年齢層
phone              phone          携帯電話 携帯番号 携帯 電話番号 電話 連絡先 =tel phone
+                                 当日連絡+電話 !緊急 !保護者 !自宅 !固定 !fax !メール !団体
phone_other        phone          自宅電話 固定電話 自宅+電話 別の連絡先 その他の連絡先 第二連絡先
+                                 予備+電話 !緊急 !メール
email              email          メールアドレス メアド eメール =メール email e-mail mail !緊急
postal_code        postal         郵便番号 =〒 =郵便 postalcode zipcode =zip !緊急
address            text           住所 現住所 居住地 所在地 お住まい address !緊急 !市区町村
+                                 !都道府県のみ !郵便
prefecture         text           都道府県 =県 prefecture
city               text           市区町村 市町村 =市 =区市町村 city
street             text           町名番地 番地 町域 丁目番地 住所以降 それ以降の住所 =住所1
+                                 =住所2
building           text           建物名 建物 マンション アパート 部屋番号 号室
emergency          contact        緊急連絡先 緊急時連絡先 緊急時の連絡先 緊急時
emergency_name     text           緊急+氏名 緊急+名前
emergency_relation text           緊急+続柄 緊急+関係 =続柄 本人との続柄
emergency_phone    phone          緊急+電話 緊急+携帯 緊急+番号 緊急+tel
affiliation        text           所属 団体名 会社名 勤務先 学校名 企業 職業 所属団体 !緊急
first_time         yesno          はじめて 初めて 初参加 =新規
experience         experience     経験 参加経験 活動経験 ボランティア経験 経験の有無 活動歴
+                                 新規継続 新規/継続 初回 !内容 !地域 !詳細
experience_note    text           経験内容 経験+内容 経験+地域 経験+詳細 経験+どこ 活動実績
skills*            skills         特技 スキル 技能 できること 得意 資格・特技 特技・資格
licences*          licences       免許 資格 運転免許 取得資格 保有資格 !特技
languages*         languages      言語 語学 外国語 通訳+言語 話せる
activity_class     activity_class 活動区分 一般専門 ボランティア区分
participation      participation  参加種別 参加区分 参加形態 個人団体 個人・団体 個人/団体
+                                 登録区分 申込区分
insurance          insurance      保険 ボランティア保険 活動保険 保険加入 保険の有無 保険種別
+                                 !健康保険 !保険証
has_light_truck    yesno          軽トラ 軽トラック 軽トラックの有無
vehicle            vehicle        車両 車種 使用車両 乗ってくる車 来場手段 交通手段 来所手段
guardian_consent   yesno          保護者同意 保護者+同意 同意書
guardian_name      text           保護者氏名 保護者+氏名 保護者+名前 保護者名
accompanied        yesno          保護者+同伴 保護者+同行 付き添い
insurance_card     yesno          健康保険証 保険証
condition          condition      健康状態 体調 健康+状態
illness            text           持病 既往歴 疾病 病気 けが アレルギー 治療中
medicine           text           服薬 薬 内服
available_note     text           活動可能期間 活動可能日数 参加可能期間 活動可能時間
+                                 参加可能時間帯 時間帯
wished_on*         dates          活動希望日 参加希望日 希望日 参加日 活動日 参加可能日 活動可能日
+                                 希望の日 ご都合 !経験
note*              text           備考 メモ 特記事項 自由記述 自由記入 ご質問 質問 連絡事項
+                                 その他ご意見 コメント =その他
"""
)

NEED_SLOTS = slots(
    _EVERYWHERE
    + """
status             status         ステータス =状態 進捗 対応状況 処理状況 状況区分 ニーズ状況
channel            channel        受付方法 受付経路 受付手段 受付区分
received_by        text           受付者 受付担当 =担当 担当者 聞き取り者 記入者 対応者
name!              name           依頼者氏名 依頼者名 依頼者 相談者 申込者 氏名 名前 =name !被災者
+                                 !ふりがな !関係 !住所 !電話 !種別 !カナ !支援者
kana               kana           ふりがな かな よみがな 読み仮名 !被災者
phone              phone          電話番号 電話 連絡先 携帯 =tel phone !被災者 !別 !緊急 !fax
phone_other        phone          別の連絡先 その他の連絡先 連絡先2 電話番号2 電話2 緊急連絡先
+                                 自宅電話 固定電話 携帯電話2
postal_code        postal         郵便番号 =〒 =郵便
address            text           住所 依頼場所 活動場所 作業場所 被災場所 現場住所 =場所 所在地
+                                 !郵便
prefecture         text           都道府県
city               text           市区町村 市町村
street             text           町名番地 番地 町域 =住所1 =住所2 =地区 =町名
building           text           建物名 建物 マンション アパート 部屋番号
directions         text           目印 道順 行き方 案内図 場所の説明
requester_kind     requester_kind 種別 依頼者種別 依頼者の種別 依頼者区分
relation           text           被災者との関係 依頼者との関係 関係 続柄
affected_name      name           被災者氏名 被災者名 被災者+氏名 被災者+名前 世帯主
affected_kana      kana           被災者+ふりがな 被災者+カナ
affected_phone     phone          被災者+電話 被災者+連絡先
request!           text           依頼内容 相談内容 困りごと 困っていること ニーズ内容 要望
+                                 作業内容 してほしいこと 支援内容 =内容 =ニーズ
since_when         text           いつから 発生時期 発生日
scene              text           現地の様子 現場の状況 現場の様子 被害の様子 補足メモ 補足
+                                 家の様子
household          text           同居家族 家族構成 世帯構成 世帯 同居 世帯人数
alone              yesno          独居 一人暮らし ひとり暮らし 単身 !同居 !家族
health             text           健康状態 持病 体調 健康 病気 要配慮
utilities          text           水道・電気 水道電気 ライフライン 水道 電気 断水 停電
supporter          text           近くの支援者 支援者 手伝い 協力者 身寄り
wanted_when        text           希望日時 希望日 希望時期 作業希望日 訪問希望 都合の良い
urgency            urgency        緊急度 優先度 緊急性 至急
survey_wanted      survey_wanted  現地調査 現調
crisis             yesno          危機介入
watch              yesno          見守り
kinds*             work_kinds     依頼分類 作業分類 作業種別 作業区分 活動種別 依頼区分 分類
+                                 ニーズ区分 作業の種類
damages*           damages        被災状況 被害状況 被災区分 被害区分 浸水状況 被害
flood_cm           centimetres    浸水深 浸水高 床上浸水+cm 浸水の深さ 浸水+cm
mud_cm             centimetres    土砂厚 泥厚 土砂+cm 泥の厚さ 土砂の厚さ 堆積厚
people             integer        必要人数 希望人数 募集人数 依頼人数 派遣人数 =人数 !根拠 !世帯
+                                 !同居
people_reason      text           人数の根拠 人数根拠 根拠
tools*             tools          資機材 必要資材 道具 必要な道具 使用資材 持ち物
truck              yesno          軽トラ 軽トラック トラック
inspection         inspection     応急危険度 危険度判定 判定結果 赤黄緑
ownership          ownership      持家 持ち家 借家 持家/借家 持家借家 住居区分 所有区分
owner_consent      yesno          家主同意 家主の同意 大家
share_consent      yesno          個人情報の共有 情報共有+同意 共有同意
photo_consent      yesno          写真+同意 写真撮影+可 撮影同意
pet                yesno          ペットの有無 =ペット
pet_note           text           ペットの種類 ペット+種類 ペット+詳細
damage_survey_done yesno          罹災証明 り災証明 罹災調査
parking            text           駐車場所 駐車場 駐車 駐車スペース
road               text           道幅 道路状況 通行止め 進入路
note*              text           備考 メモ 特記事項 特記 連絡事項 =その他 コメント 申し送り
"""
)

EQUIPMENT_SLOTS = slots(
    _EVERYWHERE
    + """
name!              text           品名 資機材名 名称 資材名 物品名 備品名 機材名 =資機材 =品目
+                                 =アイテム =name
code               text           =コード =code 品番 資機材コード 品目コード
label              text           バーコード ラベル 管理番号 qr 備品番号 棚番号
spec               text           規格 サイズ 型番 仕様 寸法 型式
unit               text           単位 =unit 数え方
quantity           integer        数量 在庫 在庫数 保有数 個数 現在数 員数 現在庫 本数 台数 枚数
+                                 =数 =qty quantity
type               equipment_type 区分 種別 種類 消耗品 分類
place              text           保管場所 置き場 置場 保管先 場所 棚 倉庫
ownership          equipment_ownership 所有 所有区分 入手方法 調達方法 調達区分 取得方法 購入借用
owner              text           借用元 借用先 所有者 提供元 貸主 借り先 寄付者 調達先
due_on             date           返却期限 返却予定 返却日 返却予定日 期限
low_mark           integer        最低数 下限 最低在庫 警告数 発注点
note*              text           備考 メモ 摘要 特記 コメント =その他
"""
)

SLOTS: dict[Kind, tuple[Slot, ...]] = {
    Kind.VOLUNTEERS: VOLUNTEER_SLOTS,
    Kind.NEEDS: NEED_SLOTS,
    Kind.EQUIPMENT: EQUIPMENT_SLOTS,
}


def slot(kind: Kind, name: str) -> Slot:
    """The slot of a kind by name. KeyError where there is none."""
    return _BY_NAME[kind][name]


_BY_NAME = {kind: {slot.name: slot for slot in slots} for kind, slots in SLOTS.items()}
