"""Old and variant forms of kanji, each folded to one form for searching only.

In every group the first character stands for all that follow it: the form of today's schoolbooks
where there is one. Where two letters are told apart in a register but mixed up at every desk
(斉 and 斎, 冨 and 富) they share a group. Never used to change what was typed.
"""

# 旧字体 of the schoolbook forms.
_OLD_FORMS = """
亜亞 悪惡 圧壓 囲圍 医醫 為爲 壱壹 隠隱 栄榮 営營 衛衞 駅驛 円圓 塩鹽 縁緣 艶艷 応應 欧歐 殴毆
桜櫻 奥奧 横橫 温溫 穏穩 仮假 価價 画畫畵 会會 絵繪 壊壞 懐懷 拡擴 殻殼 覚覺 学學斈 岳嶽 楽樂 渇渴
缶罐 巻卷 陥陷 勧勸 寛寬 関關 歓歡 観觀 気氣 既旣 帰歸 偽僞 戯戲 犠犧 旧舊 拠據 挙擧 虚虛 峡峽
挟挾 狭狹 教敎 郷鄕鄉 暁曉 区區 駆驅駈 勲勳勛 薫薰 径徑 茎莖 恵惠 掲揭 渓溪谿 経經 蛍螢 軽輕 継繼
鶏鷄雞 芸藝 撃擊 欠缺 研硏 県縣 倹儉 剣劍劒剱釼 険險 圏圈 検檢 献獻 権權 顕顯 験驗 厳嚴 戸戶户
呉吳 娯娛 広廣 効效 恒恆 黄黃 鉱鑛砿礦 号號 国國圀囯 黒黑 砕碎 済濟 剤劑 雑雜襍 参參 桟棧 蚕蠶
惨慘 賛贊 残殘 糸絲 歯齒 児兒 辞辭 湿濕 実實 写寫冩 釈釋 寿壽 収收 従從 渋澁澀 獣獸 縦縱 粛肅 処處
叙敍敘 将將 称稱 焼燒 証證 奨奬獎 条條 状狀 乗乘 浄淨 剰剩 畳疊疉 縄繩 壌壤 嬢孃 譲讓 醸釀 触觸
嘱囑 真眞 寝寢 慎愼 尽盡 図圖 粋粹 酔醉 穂穗 随隨 髄髓 枢樞 数數 瀬瀨 声聲 斉齊斎齋亝 静靜 窃竊
摂攝 専專 浅淺 戦戰 践踐 銭錢 潜潛濳 繊纖 禅禪 双雙 壮壯 争爭 荘莊 捜搜 挿插 巣巢 曽曾 痩瘦 装裝
総總縂 騒騷 増增 蔵藏 臓臟 即卽 属屬 続續 堕墮 対對 体體躰軆 帯帶 滞滯 台臺 滝瀧 択擇 沢澤 担擔
単單 胆膽 団團 断斷 弾彈 遅遲 痴癡 虫蟲 昼晝 鋳鑄 庁廳 徴徵 聴聽 勅敕 鎮鎭 逓遞 鉄鐵鐡銕 点點 転轉
伝傳 灯燈 当當 党黨 盗盜 稲稻 闘鬭鬪 徳德悳 独獨 読讀 届屆 弐貳貮弍 悩惱 脳腦 覇霸 拝拜 廃廢 売賣
麦麥 発發 髪髮 抜拔 蛮蠻 秘祕 浜濱濵 瓶甁 払拂 仏佛 併倂 並竝 辺邊邉 変變 弁辨瓣辯 歩步 宝寶寳
豊豐 褒襃 翻飜 万萬 満滿 麺麵 黙默 弥彌 訳譯 薬藥 与與 予豫 余餘 誉譽 揺搖 様樣 謡謠 来來 頼賴
乱亂 覧覽 竜龍 両兩 猟獵 緑綠 涙淚泪 塁壘 礼禮 励勵 戻戾 霊靈 齢齡 暦曆 歴歷 恋戀 炉爐 労勞 楼樓
録錄 湾灣 郎郞 毎每 清淸 青靑 説說 税稅 脱脫 鋭銳 悦悅 閲閱 尚尙 内內 衆眾 産產 顔顏 彦彥 姫姬
姉姊 舎舍 舗舖 隷隸 窓窗 煙烟 垂埀 徃往 裏裡 群羣 略畧 飾餝 隣鄰 氷冰 婿壻 床牀 村邨 島嶋嶌㠀 達逹
遥遙 聡聰 穣穰 禄祿 晋晉 亀龜 巌巖 凜凛 涼凉 決决 減减 沖冲 況况 準凖 尭堯 桧檜 槙槇 瑶瑤 祢禰
鑑鑒 闊濶
"""

# Forms met in family names, place names and given names.
_NAME_FORMS = """
高髙 崎﨑嵜㟢 吉𠮷 土圡𡈽 橋槗𣘺 脇𦚰 隆𨺓 泰𣳾 丈𠀋 魚𩵋 富冨 峰峯 桑桒 柳栁桺 館舘 船舩 園薗
梅楳 野埜 松枩枀 杉杦椙 柏栢 薮藪籔 秋穐龝 竈竃 籠篭 繍繡 纏纒 肇肈 莱萊 蒋蔣 蝉蟬 蝿蠅 蛎蠣 蝋蠟
諌諫 歌謌 讃讚 賎賤 迩邇 醤醬 鈎鉤 間閒 雁鴈鳫 鶴靏靍靎鸖 頚頸 頬頰 騨驒 鯵鰺 麹麴 函凾 卯夘 厨廚
厩廐廏 厦廈 叡睿 呑吞 唖啞 噛嚙 嚢囊 填塡 壷壺 多夛 宜冝 爾尓 屏屛 岩嵒 紙帋 庵菴 晃晄 朗朖 栃杤櫔
杯盃 枡桝 梼檮 毘毗 淵渕渊 灌潅 焔焰 熙煕熈 珍珎 嘗甞 皐皋 磯礒 砺礪 祷禱 年秊 奇竒 竪豎 箏筝 箪簞
蓑簑 翠翆 腸膓 櫓艪 刈苅 萌萠 萼蕚 軀躯 両輌輛 醗醱 靱靭 穎頴 鹸鹼 鼠鼡 鴎鷗 鶯鴬 芦蘆 兎兔 祇祗
攪撹 掴摑 掻搔 曳曵 挽輓 鎌鐮 喜㐂 梨棃 栗㮚 繋繫
"""


def _mapping(*blocks: str) -> dict[int, str]:
    table: dict[int, str] = {}
    for group in " ".join(blocks).split():
        for variant in group[1:]:
            table[ord(variant)] = group[0]
    return table


# For `str.translate`: code point of a variant -> its representative.
KANJI_VARIANTS: dict[int, str] = _mapping(_OLD_FORMS, _NAME_FORMS)
