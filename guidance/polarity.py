"""How something is said: as the complainant's own word, denied, quoted, only supposed, or somebody else's.

A first reading by words near the cue: the clause it stands in, the quotation marks around it, who is said to speak.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

ASSERTED, DENIED, QUOTED = "asserted", "denied", "quoted"
HYPOTHETICAL, THIRD_PARTY = "hypothetical", "third_party"
POLARITIES = (ASSERTED, DENIED, QUOTED, HYPOTHETICAL, THIRD_PARTY)

INTENTS = frozenset({"R02", "R05", "R06", "R07", "R08", "R22", "R23", "R24"})
"""Signals that are something the speaker means to do. Others are states of things, true whoever tells of them."""

SELF_HARM = "R01"
"""Read more strictly than the rest: not daring to is no denial of wanting to."""

REACH = 60
"""How many characters around a cue are read at most."""

DEEPEST = 8
"""How many quotation marks may be open at once; older ones count as never closed."""

_STOPS = re.compile(r"[。!?;\n]|\.(?=\s|$)")
_PAUSES = re.compile(r"[。!?;\n,、:]|\.(?=\s|$)")
_DENIALS = re.compile(
    r"不会|不去|不找|不走|不告|不起诉|不投诉|不曝光|不想|不敢|不愿|不要|不必|不打算|不准备|不需要|不用|不是|不至于|不存在|没有|没|从没|从未|并未|未曾|并非|无需|无意|绝不|决不|别"
    r"|\b(?:not|never|no|without|cannot|nor)\b|n't\b|\brather than\b|\binstead of\b"
)
_NO_DENIALS = re.compile(
    r"不得不|要不是|是不是|有没有|会不会|要不要|不是说|不是吗|没办法|没法|没人|没用|没完|没问题|没想到|没钱|没收|没日没夜"
    r"|别人|特别|区别|级别|性别|个别|告别|分别|识别|判别|差别|别的|别墅|别再|不会用|不用心"
    r"|\bnot only\b|\bnot long\b|\bno one\b|\bno way\b|\bno longer\b|\bno choice\b|\bnot just\b"
)
_NEW_TURN = re.compile(
    r"就|只能|只好|必须|我|但|却|才|而是|所以|结果|已经|直接|马上|否则|不然"
    r"|\b(?:but|so|then|i will|i'll|i am|i'm|until|unless|because|and)\b"
)
_DENIED_AFTER = re.compile(
    r"^.{0,4}(?:就算了|就不必|就不用|倒不至于|没必要|不至于|这事没有)|^ (?:is|was) (?:not|out of the question)"
)
_TIMID = re.compile(r"不敢|没胆|勇气|力气|\b(?:courage|dare|strength|guts)\b")
_RHETORICAL = re.compile(r"难道|谁说")
_IF = re.compile(r"如果|要是|假如|假设|万一|倘若|若是|能不能|会不会|可不可以|\bif\b|\bsuppose\b|\bwould it\b|\bcan i\b")
_IF_AFTER = re.compile(r"^.{0,4}的话|^[^,]{0,12}会怎样")
_THEN = re.compile(r"就|我要|我会|我一定|\bthen\b|\bi will\b|\bi'll\b|\bi'm going\b|\bi am going\b|\bi shall\b")
_STILL_GOING = re.compile(r"再|继续|还|\bagain\b|\bkeep|\bstill\b")
_ASKING = re.compile(r"请问|想问|咨询|了解一下|一般|通常|流程|\bin general\b|\busually\b|\bwhat is the process\b")
_QUESTION = re.compile(r"\?|吗|呢|什么|怎么|多少|多久|哪些|如何")
_INTENDING = re.compile(r"我要|我会|我就|我准备|已经|必须|再不|\bi will\b|\bi'll\b|\bi am going\b|\bi'm going\b")

_COMPLAINANT = (
    r"客户|用户|投诉人|来电人|来电者|当事人|机主|户主|女士|先生|\b(?:customer|caller|complainant|client|mr|mrs|ms)\b"
)
_KIN = (
    r"我[妈爸爷奶哥姐弟妹]|老公|老婆|丈夫|妻子|孩子|儿子|女儿|家人|家属"
    r"|\bmy (?:mother|father|wife|husband|son|daughter)\b"
)
_OTHERS = (
    r"邻居|隔壁|同事|朋友|同学|亲戚|别人|人家|网友|有人|他人|网上|新闻|群里|专家|律师朋友"
    r"|客服|坐席|营业员|柜员|店员|师傅|经理|催收员?|工作人员|你们的人|你们"
    r"|\b(?:neighbours?|neighbors?|friends?|colleagues?|somebody|someone|people|the news|agent|rep|staff|clerk)\b"
)
_PRONOUNS = r"他们?|她们?|\b(?:he|she|they)\b"
_SAYING = (
    r"说|讲|告诉|表示|称|提到|问|建议|劝|喊|骂|写|留言|回复|反映|\b(?:said|says|say|told|tells|claims|claimed|wrote)\b"
)
_NAMED = re.compile(rf"(?P<self>{_COMPLAINANT})|(?P<kin>{_KIN})|(?P<other>{_OTHERS})|(?P<pronoun>{_PRONOUNS})")
_SAID = re.compile(_SAYING)
_LEAD_IN = re.compile(rf"(?:[^,、:]{{0,30}}(?:{_SAYING})[,:])?[^,、:]*$")
_SPOKEN_TO = re.compile(r"(?:跟|对|和|向|给|找)(?:你们|你|您)?的?$|\b(?:told|to)(?: the| your)? $")
_REPORTED = re.compile(
    rf"(?<![跟对和向给])(?:{_COMPLAINANT}|您|你|他|她|\b(?:you|he|she|they))"
    rf"(?:刚才|之前|昨天|上次|当时|来电|也|都| just| also)? ?(?:{_SAYING})(?![的得话明])[^,、:]*$"
)
_ACTING = re.compile(
    r"(?:邻居|隔壁|同事|朋友|别人|人家|网友|有人)[^,。]{0,6}$|\bmy (?:neighbour|friend|colleague)[^,]{0,12}$"
)
_FIRST_PERSON = re.compile(r"我|\bi\b|\bmy\b")
_CLOSING = {"“": "”", "「": "」", "『": "』", "《": "》", '"': '"'}


class Speech:
    """A folded text with its quotations found, ready to be asked about any stretch of it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._quotes = sorted(_quotations(text))
        self._opens = [start for start, _ in self._quotes]
        self._first_person = bool(_FIRST_PERSON.search(self._outside_quotes()))
        self._about_complainant = bool(re.search(_COMPLAINANT, text))

    def polarity(self, start: int, end: int, code: str = "") -> str:
        """How the stretch is said. `code` names the signal, since threats and states of things are read apart."""
        quote = self.quotation(start)
        floor = quote[0] + 1 if quote else 0
        if quote and self.text[quote[0]] == "《":
            return QUOTED
        if quote and self._speaker_is_other(quote[0], code):
            return QUOTED
        clause = self.clause_before(start, floor)
        if denied(clause, self._after(end)) and not (code == SELF_HARM and _TIMID.search(clause)):
            return DENIED
        if not quote and self._told_by_other(start, clause, code):
            return THIRD_PARTY
        return HYPOTHETICAL if self._supposed(clause, start, end, code) else ASSERTED

    def quotation(self, position: int) -> tuple[int, int] | None:
        """The innermost quotation around a position, as the places of its marks."""
        index = bisect_right(self._opens, position)
        nearest = reversed(self._quotes[max(0, index - DEEPEST) : index])
        return next((quote for quote in nearest if position < quote[1]), None)

    def reported(self, start: int) -> bool:
        """Whether the stretch only repeats what somebody said, in quotation marks or without."""
        quote = self.quotation(start)
        if quote:
            return bool(_SAID.search(self.sentence_before(quote[0])[-8:]))
        return bool(_REPORTED.search(self.clause_before(start)))

    def clause_before(self, start: int, floor: int = 0) -> str:
        """What stands before a position back to the last pause."""
        return _PAUSES.split(self.text[max(floor, start - REACH) : start])[-1]

    def sentence_before(self, start: int) -> str:
        """What stands before a position back to the last full stop."""
        return _STOPS.split(self.text[max(0, start - REACH) : start])[-1]

    def _after(self, end: int) -> str:
        return _PAUSES.split(self.text[end : end + REACH], maxsplit=1)[0]

    def _outside_quotes(self) -> str:
        kept, pieces = 0, []
        for start, end in self._quotes:
            pieces.append(self.text[kept:start])
            kept = max(kept, end)
        return "".join([*pieces, self.text[kept:]])

    def _speaker_is_other(self, mark: int, code: str) -> bool:
        before = self.sentence_before(mark)
        return bool(_SAID.search(before[-8:])) and self._other(before, code, self._first_person)

    def _told_by_other(self, start: int, clause: str, code: str) -> bool:
        if code in INTENTS and _ACTING.search(clause):
            return True
        lead_in = _LEAD_IN.findall(self.sentence_before(start))[0]
        said = list(_SAID.finditer(lead_in))
        return bool(said) and self._other(lead_in[: said[-1].start()], code, True)

    def _other(self, before: str, code: str, complainant_is_i: bool) -> bool:
        """Whether the last person named before a verb of saying is somebody other than the complainant."""
        named = list(_NAMED.finditer(before))
        if not named or _SPOKEN_TO.search(before[: named[-1].start()]):
            return False
        who = named[-1].lastgroup
        if who == "pronoun":
            return code in INTENTS and complainant_is_i and not self._about_complainant
        if who == "kin" or (who == "other" and _is_firm(named[-1][0])):
            return code in INTENTS
        return who == "other"

    def _supposed(self, clause: str, start: int, end: int, code: str) -> bool:
        supposed = list(_IF.finditer(clause))
        if supposed:
            between = clause[supposed[-1].end() :]
            going_on = code not in INTENTS and _STILL_GOING.search(between)
            return not _THEN.search(between) and not going_on
        if _IF_AFTER.search(self._after(end)):
            return True
        return code in INTENTS and self._general_question(start, end)

    def _general_question(self, start: int, end: int) -> bool:
        rest = _STOPS.search(self.text, end, end + REACH)
        until = rest.end() if rest else min(len(self.text), end + REACH)
        sentence = self.sentence_before(start) + self.text[start:until]
        return bool(_ASKING.search(sentence) and _QUESTION.search(sentence) and not _INTENDING.search(sentence))


def denied(before: str, after: str = "") -> bool:
    """Whether a clause denies what follows it: by an odd number of denials with no new turn in between."""
    if _DENIED_AFTER.search(after):
        return True
    if _RHETORICAL.search(before) or ("不是" in before and after.endswith("吗")):
        return False
    plain = _NO_DENIALS.sub(lambda idiom: "·" * len(idiom[0]), before)
    found = list(_DENIALS.finditer(plain))
    if not found or len(plain) - found[-1].end() > _gap_allowed(plain) or _NEW_TURN.search(plain, found[-1].end()):
        return False
    return len(found) % 2 == 1


def _gap_allowed(clause: str) -> int:
    """How far a denial reaches in characters: some ten in Chinese, some five words in English."""
    return 30 if clause.isascii() else 10


def _is_firm(name: str) -> bool:
    return bool(re.match(r"客服|坐席|营业员|柜员|店员|师傅|经理|催收|工作人员|你们|agent|rep|staff|clerk", name))


def _quotations(text: str) -> Iterator[tuple[int, int]]:
    """Every quotation as (place of its opening mark, place of its closing mark), inner ones too."""
    waiting: list[tuple[str, int]] = []
    for place, mark in enumerate(text):
        depth = next((n for n, (closing, _) in enumerate(reversed(waiting), start=1) if closing == mark), 0)
        if depth:
            yield waiting[-depth][1], place
            del waiting[-depth:]
        elif mark in _CLOSING:
            waiting = [*waiting[1 - DEEPEST :], (_CLOSING[mark], place)]
