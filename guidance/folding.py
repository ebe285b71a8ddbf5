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
    "銀银監监會会訴诉訟讼師师報报記记網网絡络電电話话費费錢钱還还給给請请說说訊讯騙骗賠赔償偿殺杀樓楼藥药遺遗書书對对"
    "軍军證证據据錄录認认識识擾扰隱隐護护盜盗發发體体視视頻频熱热線线維维權权聯联業业個个們们債债務务車车鎖锁貸贷徵征"
    "壞坏斷断圍围產产歲岁開开關关門门問问題题態态應应該该讓让誰谁嗎吗時时間间後后這这裡里裏里從从來来見见過过動动單单號号"
    "碼码爾尔價价員员實实現现漲涨轉转經经濟济幫帮壓压淚泪處处騷骚齡龄養养無无沒没別别氣气罵骂滾滚傷伤燒烧觸触醫医殘残聾聋"
    "啞哑懷怀鄉乡農农貴贵賓宾積积檢检舉举橫横條条續续訂订購购約约違违誤误導导簽签領领與与為为亂乱擔担憂忧節节親亲屬属隨随"
    "難难麼么樣样當当選选擇择幾几萬万億亿於于煩烦訪访談谈論论講讲議议調调詐诈龍龙頭头腦脑辦办協协兩两東东隻只"
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
    plain = _WRAPPED.sub(" ", _lower(text.translate(_PLAIN)))
    pieces: list[str] = []
    at: list[int] = []
    kept = 0
    for dropped in _DROPPED.finditer(plain):
        pieces.append(plain[kept : dropped.start()])
        at.extend(range(kept, dropped.start()))
        kept = dropped.end()
    if not kept:
        return Folded(text, plain, range(len(plain)))
    pieces.append(plain[kept:])
    at.extend(range(kept, len(plain)))
    return Folded(text, "".join(pieces), at)


def _lower(text: str) -> str:
    """Small letters, one for one: a capital that would become two characters stays as it is."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)
