"""The restatement drafted from what was typed: to be put right by the rep and read out, never sent as it is."""

import re
from collections.abc import Iterator

from guidance import Reading

from ...codes import Language
from ...fields import LIMITS

ENOUGH = 90
"""How much of the narrative is read back, in characters; English takes twice as many."""

FRAME = {
    Language.ZH: ("{who}我复述一遍，您听听对不对。", "{said}。", "您要的是：{demand}。", "对吗？"),
    Language.EN: ("{who}let me say it back. ", "{said}. ", "What you want: {demand}. ", "Is that right?"),
}
WHO = {Language.ZH: "{address}，", Language.EN: "{address}, "}

SENTENCE = re.compile(r"[^。！？；!?;\n]+?(?=[。！？；!?;\n]|\.(?:\s|$)|$)")
QUOTED = re.compile(r"(“[^”]*”|「[^」]*」|\"[^\"]*\")")

TURNED = {
    Language.ZH: {
        "我们家": "您家",
        "我家": "您家",
        "我们": "您",
        "我": "您",
        "你们": "我们",
        "你": "我们",
        "她": "您",
        "他": "您",
    },
    Language.EN: {
        "i am": "you are",
        "i'm": "you're",
        "i was": "you were",
        "i": "you",
        "me": "you",
        "my": "your",
        "mine": "yours",
        "your": "our",
        "you": "we",
    },
}
WORDS = {
    Language.ZH: re.compile(r"自我|其他|他们|她们|他人|你们|我们家|我家|我们|[我你她他]"),
    Language.EN: re.compile(r"\b(?:i am|i'm|i was|i|me|my|mine|your|you)\b", re.IGNORECASE),
}
TOLD = {
    Language.ZH: re.compile(r"^(?:客户|用户|对方|她|他|来电人)(?:说|讲|称|表示|反映)[，：:,]?"),
    Language.EN: re.compile(r"^(?:the )?(?:customer|caller|she|he) (?:says|said)(?: that)?[,:]? ", re.IGNORECASE),
}


def draft(narrative: str, reading: Reading, language: Language, *, address: str | None, demand: str | None) -> str:
    """What was said, turned towards the one who said it, without its threats; empty when nothing was typed yet."""
    sentences = list(_said(narrative, reading, language))
    if not sentences:
        return ""
    who = WHO[language].format(address=address) if address else ""
    opening, said, wanted, closing = FRAME[language]
    joined = ("，" if language is Language.ZH else ". ").join(sentences)
    parts = [opening.format(who=who), said.format(said=joined)]
    parts += [wanted.format(demand=demand.rstrip("。. "))] if demand else []
    words = "".join([*parts, closing])
    return words[: LIMITS["restatement"]].replace("{", "").replace("}", "")


def _said(narrative: str, reading: Reading, language: Language) -> Iterator[str]:
    """The first sentences that fit, those left out in which somebody threatens or is in danger."""
    grave = [signal.start for signal in reading.signals if signal.severity in ("S1", "S2")]
    room = ENOUGH if language is Language.ZH else 2 * ENOUGH
    for match in SENTENCE.finditer(narrative):
        sentence = _turned(match[0].strip(" ，,。.、…"), language)
        if not sentence or any(match.start() <= at < match.end() for at in grave):
            continue
        room -= len(sentence)
        if room < 0:
            return
        yield sentence


def _turned(sentence: str, language: Language) -> str:
    """From 我 to 您 and from 你们 to 我们, outside quotations."""
    turned = TURNED[language]
    pieces = QUOTED.split(TOLD[language].sub("", sentence))
    for place in range(0, len(pieces), 2):
        pieces[place] = WORDS[language].sub(lambda word: turned.get(word[0].lower(), word[0]), pieces[place])
    words = "".join(pieces)
    return words if language is Language.ZH else words[:1].upper() + words[1:]
