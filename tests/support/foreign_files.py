"""Files as other programs write them: kintone, Google Forms, lists made by hand.

Every person, address and number in them is invented. Each builder returns the bytes of a file with
the oddities that real ones have; `python -m tests.support.foreign_files` writes those that lie in
`tests/fixtures/imports`.
"""

import csv
import datetime
import io
from collections.abc import Sequence
from pathlib import Path

import openpyxl

FIXTURES = Path(__file__).parents[1] / "fixtures" / "imports"

KINTONE_HEADER = (
    "レコード番号",
    "作成日時",
    "更新者",
    "姓",
    "名",
    "セイ",
    "メイ",
    "性別",
    "生年月日",
    "携帯電話",
    "メールアドレス",
    "郵便番号",
    "都道府県",
    "市区町村",
    "町名番地",
    "建物名",
    "参加種別",
    "所属団体名",
    "災害ボランティア経験の有無",
    "資格・特技",
    "運転免許",
    "保険加入の有無",
    "軽トラックの有無",
    "活動希望日",
    "緊急連絡先（氏名）",
    "緊急連絡先（続柄）",
    "緊急連絡先（電話）",
    "持病・既往歴",
    "個人情報の取扱いに同意する",
    "備考",
)
KINTONE_ROWS = (
    (
        "101",
        "2026-07-10 09:15",
        "受付　共用",
        "髙橋",
        "一郎",
        "タカハシ",
        "イチロウ",
        "男性",
        "S50.1.2",
        "090-0000-0011",
        "ichiro@example.jp",
        "250-0011",
        "神奈川県",
        "小田原市",
        "栄町9-99-1",
        "訓練荘101",
        "個人",
        "",
        "あり",
        "土木、重機\nパソコン",
        "普通,大型",
        "加入済（天災型）",
        "○",
        "2026-07-20\n2026-07-21",
        "髙橋花子",
        "妻",
        "0460-00-0012",
        "なし",
        "同意する",
        "",
    ),
    (
        "102",
        "2026-07-10 24:00",
        "",
        "渡邉",
        "花子",
        "ﾜﾀﾅﾍﾞ",
        "ﾊﾅｺ",
        "女",
        "平成３年４月５日",
        "０９０ー００００ー００１３",
        "",
        "2500012",
        "",
        "",
        "神奈川県小田原市本町9-99",
        "",
        "個人",
        "",
        "なし",
        "特になし",
        "普通",
        "未加入",
        "×",
        "7月20日〜22日",
        "",
        "",
        "",
        "",
        "同意する",
        "初参加です、よろしくお願いします。",
    ),
    (
        "103",
        "2026-07-11 08:00",
        "",
        "山﨑",
        "健",
        "ヤマザキ",
        "ケン",
        "回答しない",
        "1990/13/40",
        "",
        "ken(at)example.jp",
        "",
        "神奈川県",
        "平塚市",
        "大字土屋999",
        "",
        "団体",
        "株式会社訓練",
        "2回目以降",
        "剣玉、手話",
        "なし",
        "加入済",
        "",
        "いつでも",
        "",
        "",
        "",
        "ぜんそく",
        "同意する",
        "",
    ),
)

GOOGLE_HEADER = (
    "タイムスタンプ",
    "メールアドレス",
    "1. お名前を教えてください【必須】",
    "2. お名前（フリガナ）",
    "3. 年齢（歳）",
    "4. ご住所（番地まで）",
    "5. 当日連絡のつく電話番号※ハイフンなし",
    "6. 参加希望日 [7月20日(月・祝)]",
    "6. 参加希望日 [7月21日(火)]",
    "7. ボランティア活動保険への加入状況",
    "8. 災害ボランティアの経験はありますか？",
    "9. お持ちの特技・資格（複数選択可）",
    "10. 保護者の同意書（未成年の方）",
    "11. その他、連絡事項があればご記入ください",
    "好きな食べ物",
)
GOOGLE_ROWS = (
    (
        "2026/07/11 9:30:12 午前 GMT+9",
        "hana@example.com",
        "齋藤　華",
        "サイトウ　ハナ",
        "17歳",
        "小田原市栄町9-99-2",
        "9000000021",
        "○",
        "",
        "加入していない",
        "いいえ",
        "",
        "提出済",
        "",
        "カレー",
    ),
    (
        "2026/07/11 1:05:00 午後 GMT+9",
        "",
        "𠮷田 次郎😀",
        "よしだ じろう",
        "45",
        "横浜市中区港町99",
        "9000000022.0",
        "午後のみ",
        "○",
        "加入済み（基本プラン）",
        "はい",
        "介護;看護師;軽トラ運転",
        "",
        "雨天\r\n中止か知りたい",
        "",
    ),
    (
        "2026/07/12 8:00:00 午前 GMT+9",
        "",
        "齋藤　華",
        "サイトウ　ハナ",
        "17",
        "小田原市栄町9-99-2",
        "090-0000-0021",
        "",
        "○",
        "手続き中",
        "いいえ",
        "",
        "提出済",
        "21日も行けます",
        "",
    ),
    (
        "2026/07/12 8:10:00 午前 GMT+9",
        "",
        "Nguyen Thi Minh Khai",
        "グエン・ティ・ミン・カイ",
        "30代",
        "茅ヶ崎市茅ヶ崎999",
        "+81 90-0000-0024",
        "○",
        "×",
        "わかりません",
        "3回",
        "ベトナム語",
        "",
        "泥" * 5000,
        "",
    ),
)

NEED_HEADER = (
    "ニーズID",
    "ステータス",
    "受付日時",
    "受付方法",
    "担当者",
    "依頼者氏名",
    "ふりがな",
    "電話番号",
    "住所",
    "被災者との関係",
    "依頼内容",
    "同居家族・独居",
    "健康状態・持病",
    "水道・電気",
    "近くの支援者",
    "現地調査",
    "危機介入の必要性",
    "被災状況",
    "浸水深",
    "必要人数",
    "必要資機材",
    "軽トラック",
    "備考",
)
NEED_ROWS = (
    (
        "N-1",
        "受付中",
        "令和8年7月8日 9:30",
        "電話",
        "訓練 職員",
        "小林 トメ",
        "こばやし とめ",
        "0460-00-0101",
        "神奈川県小田原市栄町2丁目99-1",
        "本人",
        "床下の泥出し、畳の搬出",
        "独居",
        "ひざが悪い",
        "水道なし",
        "なし",
        "必要",
        "必要あり",
        "床上浸水、土砂流入",
        "床上約50cm",
        "4〜5名",
        "角スコップ5本、土のう袋",
        "○",
        "",
    ),
    (
        "N-2",
        "受付中",
        "R8.7.8 13:30",
        "電話",
        "訓練 職員",
        "小林 正",
        "こばやし ただし",
        "09000000102",
        "小田原市栄町２－９９－１",
        "家族（息子）",
        "母の家の片付け",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "バス停の裏手、犬あり",
    ),
    (
        "N-3",
        "完了",
        "2026/7/9 24:00",
        "窓口",
        "",
        "大野 清",
        "",
        "",
        "バス停の裏手",
        "",
        "",
        "妻と二人",
        "",
        "使える",
        "隣の家",
        "要相談",
        "なし",
        "床下浸水",
        "膝くらい",
        "数名",
        "",
        "",
        "",
    ),
    ("合計", "", "", "", "", "3件", *[""] * 17),
)


def csv_bytes(
    rows: Sequence[Sequence[str]], encoding: str, delimiter: str = ",", newline: str = "\r\n"
) -> bytes:
    """A CSV as a program writes it; letters that the encoding lacks become `?`."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter, lineterminator=newline).writerows(rows)
    return buffer.getvalue().encode(encoding, "replace")


def workbook_bytes(sheets: dict[str, Sequence[Sequence[object]]], merged: str = "") -> bytes:
    """An XLSX with these sheets; `merged` is a range of the first one."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
        if merged and sheet is book.worksheets[0]:
            sheet.merge_cells(merged)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def kintone_volunteers(encoding: str = "cp932") -> bytes:
    """Two name columns, era dates, 24:00, several choices in one cell, a lost 𠮷 if Shift_JIS."""
    extra = (
        "104",
        "2026-07-12 10:00",
        "",
        "𠮷田",
        "三郎",
        "ヨシダ",
        "サブロウ",
        "男",
        "1980-02-29",
        "90-0000-0014",
        *[""] * 20,
    )
    return csv_bytes([KINTONE_HEADER, *KINTONE_ROWS, extra], encoding)


def google_volunteers_csv() -> bytes:
    """Questions as headers, grid columns, emoji, a person who answered twice, 5,000 characters."""
    return csv_bytes([GOOGLE_HEADER, *GOOGLE_ROWS], "utf-8", newline="\n")


def google_volunteers_xlsx() -> bytes:
    """The same with the cell types of a spreadsheet: dates as dates, phones as numbers."""
    rows: list[Sequence[object]] = [GOOGLE_HEADER]
    stamps = ("2026-07-11 09:30:12", "2026-07-11 13:05:00", "2026-07-12 08:00:00")
    for stamp, row in zip(stamps, GOOGLE_ROWS, strict=False):
        phone = row[6].replace(".0", "").replace("-", "")
        number: object = int(phone) if phone.isdigit() else phone
        rows.append([datetime.datetime.fromisoformat(stamp), *row[1:6], number, *row[7:]])
    return workbook_bytes({"フォームの回答 1": rows, "メモ": [["このシートは空です"]]})


def needs_csv() -> bytes:
    """A need ledger with era stamps, ranges, words for depths, the son's call, a total."""
    title = ("ニーズ受付台帳（訓練）", *[""] * 22)
    blank = [""] * 23
    rows = [title, blank, NEED_HEADER, *NEED_ROWS[:1], blank, *NEED_ROWS[1:]]
    return csv_bytes(rows, "utf-8-sig")


def equipment_xlsx() -> bytes:
    """Merged header rows, an example, a remark, full-width numbers, a total."""
    return workbook_bytes(
        {
            "資機材": [
                ["資機材一覧（訓練）"],
                [],
                ["No.", "品名", "規格", "在庫", None, "保管場所", "借用", None, "備考"],
                [None, None, None, "数量", "単位", None, "借用元", "返却期限", None],
                ["(例)", "スコップ", "", 1, "本", "倉庫", "", "", ""],
                [1, "角スコップ", "", 50, "本", "本部倉庫", "", "", ""],
                [
                    2,
                    "一輪車（ネコ）",
                    "",
                    "２０台",
                    "台",
                    "本部倉庫",
                    "訓練リース",
                    "令和8年8月31日",
                    "有料",
                ],
                [3, "ブルーシート", "3.6×5.4", "約100", "枚", "サテライト", "", "", ""],
                [4, "角スコップ", "", 30, "本", "本部倉庫", "", "", "2回目の購入"],
                [5, "発電機", "", "少し", "台", "本部倉庫", "", datetime.date(2026, 8, 31), ""],
                ["合計", None, None, 200],
                ["※数量は7月8日現在"],
            ]
        },
        merged="D3:E3",
    )


def many_volunteers(count: int) -> bytes:
    """A long list in UTF-8, for the tests of progress and of the time it takes."""
    header = ("レコード番号", "氏名", "ふりがな", "電話番号", "住所", "保険", "参加希望日")
    rows = (
        (
            str(n),
            f"訓練 {n}郎",
            "くんれん ろう",
            f"0460-{n // 10000:02}-{n % 10000:04}",
            f"神奈川県小田原市栄町9-{n}",
            "加入済（基本）",
            "7/20、7/21",
        )
        for n in range(count)
    )
    return csv_bytes([header, *rows], "utf-8")


FILES = {
    "kintone_volunteers_sjis.csv": lambda: kintone_volunteers("cp932"),
    "kintone_volunteers_utf8_bom.csv": lambda: kintone_volunteers("utf-8-sig"),
    "google_forms_volunteers.csv": google_volunteers_csv,
    "google_forms_volunteers.xlsx": google_volunteers_xlsx,
    "needs.csv": needs_csv,
    "equipment.xlsx": equipment_xlsx,
}


if __name__ == "__main__":
    FIXTURES.mkdir(parents=True, exist_ok=True)
    for file_name, build in FILES.items():
        (FIXTURES / file_name).write_bytes(build())
