"""One plain form of a text for matching, with the way back to the place each character came from.

Full width, capitals and traditional characters are made plain; what nobody sees, and spaces between Chinese
characters, are dropped. Every step is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

# Traditional character and its plain form, turn by turn: those that occur in cues, causes and taboo phrases.
_TRADITIONAL = (
    "銀银監监會会訴诉訟讼師师報报記记網网絡络電电話话費费錢钱還还給给請请說说訊讯騙骗賠赔償偿殺杀樓楼藥药遺遗"
    "書书對对軍军證证據据錄录認认識识擾扰隱隐護护盜盗發发體体視视頻频熱热線线維维權权聯联業业個个們们債债務务"
    "車车鎖锁貸贷徵征壞坏斷断圍围產产歲岁開开關关門门問问題题態态應应該该讓让誰谁嗎吗時时間间後后這这裡里裏里"
    "從从來来見见過过動动單单號号碼码爾尔價价員员實实現现漲涨轉转經经濟济幫帮壓压淚泪處处靜静騷骚齡龄養养無无"
    "沒没別别氣气罵骂滾滚傷伤燒烧觸触醫医殘残聾聋啞哑懷怀鄉乡農农貴贵賓宾積积檢检舉举橫横條条續续訂订購购約约"
    "違违誤误導导簽签領领與与為为亂乱擔担憂忧節节親亲屬属隨随難难麼么樣样當当選选擇择幾几萬万億亿於于煩烦訪访"
    "談谈論论講讲議议調调詐诈龍龙頭头腦脑辦办協协兩两東东隻只專专喪丧義义習习買买傳传優优衆众眾众兒儿衝冲沖冲"
    "決决淨净準准憑凭則则剛刚勸劝勞劳華华賣卖佔占卻却廠厂廳厅變变臺台聽听啟启啓启嚇吓響响團团國国圖图塊块聲声"
    "復复複复備备婦妇媽妈學学審审寬宽盡尽儘尽層层豈岂崗岗幣币帶带並并廣广異异張张彈弹強强歸归徑径總总惡恶惱恼"
    "慣惯憤愤願愿戲戏戶户託托搶抢損损換换掛挂攜携數数顯显術术機机極极標标棟栋樹树檔档樁桩毆殴畢毕匯汇汙污測测"
    "渾浑澱淀溫温滿满燈灯災灾點点煙烟燙烫愛爱爺爷狀状獨独貓猫環环療疗瘓痪癱瘫蓋盖盤盘著着禮礼離离種种稱称稅税"
    "穩稳窮穷竅窍窩窝筆笔簡简粵粤係系繫系緊紧糾纠紅红纖纤級级紀纪納纳紙纸組组細细綁绑結结絕绝統统繼继績绩綠绿"
    "緩缓縮缩繚缭繳缴罰罚職职腫肿脅胁腳脚臉脸捨舍薦荐營营慮虑虛虚蟲虫補补裝装規规覺觉計计評评譯译試试詢询誘诱"
    "語语諉诿讀读譜谱謹谨負负財财責责敗败賬账貼贴資资贖赎賞赏贈赠趕赶軌轨輪轮轟轰輕轻載载較较輛辆輩辈邊边達达"
    "遷迁進进遠远連连遲迟跡迹遞递鄰邻鬱郁釋释鈔钞鐘钟鑰钥鑽钻鐵铁鈴铃鋪铺銷销鍋锅錯错長长閃闪閉闭闖闯悶闷閘闸"
    "鬧闹聞闻閥阀隊队陽阳陰阴階阶際际險险頁页頂顶順顺須须頓顿預预額额風风飛飞飯饭馬马駁驳駛驶驗验魚鱼雞鸡鴿鸽"
    "黃黄郵邮減减錶表櫃柜廢废闆板佈布製制週周髮发洩泄夠够説说內内羣群喫吃劃划籤签爭争賴赖寫写凍冻將将嚴严牆墙"
    "恥耻採采撥拨擊击攔拦溝沟濫滥爛烂獄狱疊叠瘋疯瞞瞒終终緒绪編编縱纵討讨設设許许詳详諒谅諾诺謊谎謝谢貨货質质"
    "雙双顧顾餓饿雖虽運运適适幹干乾干僅仅"
    "丟丢倆俩側侧偵侦傭佣傾倾僞伪兇凶兌兑刪删劉刘勁劲區区厲厉唄呗唸念喚唤喲哟嗆呛嘮唠嘰叽噴喷囉啰園园執执堅坚場场塗涂塹堑墊垫壯壮壺壶夥伙夾夹嬌娇孃娘孫孙寶宝尋寻嶽岳庫库彆别彎弯慘惨慚惭慫怂懶懒懸悬戀恋戰战"
    "拋抛掃扫揀拣摳抠撐撑撿捡擁拥擋挡擠挤擡抬擬拟擰拧擱搁擴扩擺摆攤摊攪搅暈晕暢畅暫暂曉晓曬晒棄弃楊杨構构槓杠橋桥檯台檻槛欄栏歡欢歷历殯殡毀毁況况涼凉湊凑滯滞潔洁潤润潰溃澇涝灣湾爲为猶犹獎奖獲获癡痴瞭了矇蒙"
    "矯矫確确磚砖禿秃竊窃範范篩筛絲丝綜综緝缉練练繞绕纏缠纔才罷罢聰聪肅肃膽胆臨临興兴舊旧蒼苍蕩荡薩萨藉借藝艺蘇苏虧亏蠅蝇蠻蛮衛卫襯衬覆复覈核訓训訛讹訣诀診诊註注誆诓誇夸誠诚誣诬課课誹诽諮咨謂谓謗谤謠谣貧贫"
    "貪贪賤贱賦赋賭赌賺赚贏赢趙赵軋轧軟软軲轱輸输轆辘轍辙辭辞遊游釁衅釘钉針针錨锚鎮镇鏈链鏡镜鑑鉴閒闲閱阅陝陕陣阵陳陈雜杂雲云靈灵項项顆颗顏颜類类飽饱餘余饋馈饒饶駕驾騎骑騰腾驚惊驢驴髒脏鬆松鬥斗鮮鲜鳥鸟鴨鸭"
    "鷹鹰黴霉齊齐"
)
_PLAIN: dict[int, int | str] = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **{ord(old): new for old, new in zip(_TRADITIONAL[::2], _TRADITIONAL[1::2], strict=True)},
    **dict.fromkeys((0x3000, 0x00A0, 0x0009), " "),
    **dict.fromkeys((0x2018, 0x2019), "'"),
}
_HAN = "\u3400-\u9fff\uf900-\ufaff"
_UNSEEN = "\x00-\x08\x0b-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff"
_DROPPED = re.compile(rf"(?<=[{_HAN}])[ {_UNSEEN}]++(?=[{_HAN}])|[{_UNSEEN}]++|(?<= ) ++")
_WRAPPED = re.compile(r"(?<=[a-z,])\n(?=[a-z])")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text made plain; `at[i]` is where its character `i` stood in the original."""

    original: str
    text: str
    at: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in the original of a non-empty stretch of the plain text, in code points."""
        return self.at[start], self.at[end - 1] + 1


def fold(text: str) -> Folded:
    """The plain form of a text of any length and content."""
    plain = _lower(text.translate(_PLAIN))
    pieces: list[str] = []
    at: list[int] = []
    kept = 0
    for dropped in _DROPPED.finditer(plain):
        pieces.append(plain[kept : dropped.start()])
        at.extend(range(kept, dropped.start()))
        kept = dropped.end()
    pieces.append(plain[kept:])
    at.extend(range(kept, len(plain)))
    return Folded(text, _WRAPPED.sub(" ", "".join(pieces)), at)


def _lower(text: str) -> str:
    """Small letters, one for one: a capital that would become two characters stays as it is."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)
