"""Small books written for a test, and the day they are opened on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import guidance
from guidance import Book, Fault

TODAY = date(2026, 11, 24)

REVIEW = '[review]\nowner = "content"\nreviewed_on = 2026-11-22\nexpires_on = 2027-11-30\n'

SLOTS = """
[[slot]]
name = "form_of_address"
label = { zh = "称呼", en = "form of address" }
example = { zh = "王女士", en = "Ms Wang" }
kind = "text"

[[slot]]
name = "amount"
label = { zh = "金额", en = "amount" }
example = { zh = "60", en = "60" }
kind = "money"

[[slot]]
name = "promised_on"
label = { zh = "承诺日期", en = "date promised" }
example = { zh = "12月1日", en = "1 December" }
kind = "date"
"""

CAUSES = """
[[family]]
code = "GE1"
line = "general"
name = { zh = "一般", en = "General" }

[[family]]
code = "TE1"
line = "telecom"
name = { zh = "资费", en = "Charges" }

[[family]]
code = "BK1"
line = "banking"
name = { zh = "收费", en = "Fees" }
standard = "定价收费"

[[cause]]
code = "GE1-01"
family = "GE1"
name = { zh = "没人回话", en = "Nobody rang back" }
words = { zh = ["没人回话", "没人理"], en = ["nobody rang"] }
demands = []
needs = ["respect"]
citations = []
facts = []
remedies = []

[[cause]]
code = "TE1-03"
family = "TE1"
name = { zh = "莫名扣费", en = "Unknown charge" }
words = { zh = ["乱扣费", "扣费", "没订过"], en = ["never signed up", "charged"] }
demands = [{ zh = "退费", en = "a refund" }]
needs = ["compensation"]
citations = ["CN-TE-01"]
facts = []
remedies = []

[[cause]]
code = "TE1-04"
family = "TE1"
name = { zh = "自动续费", en = "Automatic renewal" }
words = { zh = ["自动续费", "扣费"], en = ["renewed"] }
demands = []
needs = []
citations = []
facts = []
remedies = []

[[cause]]
code = "BK1-01"
family = "BK1"
name = { zh = "年费", en = "Annual fee" }
words = { zh = ["年费", "扣费"], en = ["annual fee"] }
demands = []
needs = []
citations = []
facts = []
remedies = []
"""

CITATIONS = """
[[citation]]
id = "CN-TE-01"
instrument = { zh = "电信用户申诉处理办法", en = "Telecom appeals order" }
article = "第五条"
rule = { zh = "十五天没有答复可以申诉", en = "Appeal after 15 days without an answer" }
evidence = "O"
source = "hubca.miit.gov.cn"

[[citation]]
id = "CN-BI-08"
instrument = { zh = "投诉处理管理办法", en = "Complaint order" }
article = "第二十条"
rule = { zh = "三十天内可以要求核查", en = "Review within 30 days" }
evidence = "M"
source = "未核对"
"""

METHODS = """
[[method]]
id = "SYS-011"
name = { zh = "复述", en = "Restatement" }
disposition = "OFFER"
what = { zh = "把听到的说回去", en = "Say back what was heard" }

[[method]]
id = "SYS-200"
name = { zh = "冷处理", en = "Leave it lying" }
disposition = "BLOCK"
what = { zh = "拖着不办", en = "Let it wait" }
limit = { zh = "法律不许拖", en = "The law forbids delay" }
"""

SIGNALS = """
[[signal]]
code = "R01"
name = { zh = "轻生", en = "Self-harm" }
severity = "S1"
cues = { zh = ["不想活", "自杀"], en = ["kill myself"] }
not_cues = { zh = ["自杀式优惠"], en = [] }
actions = [{ zh = "不挂电话", en = "Stay on the line" }]

[[signal]]
code = "R05"
name = { zh = "监管", en = "Regulator" }
severity = "S2"
cues = { zh = ["银保监", "12315", "12378"], en = ["ombudsman", "regulator"] }
actions = []

[[signal]]
code = "R06"
name = { zh = "曝光", en = "Media" }
severity = "S2"
cues = { zh = ["曝光", "记者", "315晚会"], en = ["reporter"] }
not_cues = { zh = ["曝光台灯"], en = [] }
actions = []

[[signal]]
code = "R07"
name = { zh = "起诉", en = "Lawsuit" }
severity = "S2"
cues = { zh = ["起诉", "律师"], en = ["sue", "court"] }
actions = []

[[signal]]
code = "R09"
name = { zh = "信息泄露", en = "Data leak" }
severity = "S1"
cues = { zh = ["泄露"], en = ["data breach"] }
actions = []

[[signal]]
code = "R13"
name = { zh = "老人", en = "Elderly" }
severity = "S3"
cues = { zh = ["老人"], en = ["elderly"] }
actions = []

[[signal]]
code = "R25"
name = { zh = "辱骂", en = "Abuse" }
severity = "S4"
cues = { zh = ["骗子"], en = ["idiot"] }
actions = []
"""

TABOOS = """
[[taboo]]
id = "A08"
group = "blame"
severity = "warn"
phrases = { zh = ["您先冷静", "先冷静"], en = ["calm down"] }
why = { zh = "像在命令客户", en = "It orders them about" }
instead = { zh = "您慢慢说，我在记。", en = "Take your time, I'm writing it down." }

[[taboo]]
id = "I01"
group = "unlawful_collection"
severity = "block"
phrases = { zh = ["打给您家人", "告诉你单位"], en = ["tell your employer"] }
why = { zh = "只能跟本人联系", en = "Only the debtor may be contacted" }
instead = { zh = "只跟您本人联系。", en = "We speak only to you." }

[[taboo]]
id = "C01"
group = "absolute_promise"
severity = "warn"
phrases = { zh = ["保证过今天解决", "保证今天解决"], en = ["guarantee today"] }
why = { zh = "做不到就成了骗人", en = "Broken, it becomes a lie" }
instead = { zh = "今天6点前告诉您进展。", en = "I'll ring you with news by six." }

[[taboo]]
id = "P01"
group = "premature_admission"
severity = "warn"
phrases = { zh = ["是我们的错"], en = ["it's our fault"] }
why = { zh = "还没查清", en = "Not checked yet" }
instead = { zh = "让您跑了三趟，对不起。", en = "You came three times. I'm sorry." }
"""

LINES = """
[[wording]]
id = "GE.soothe.say.1"
kind = "say"
step = "soothe"
text = { zh = "您说，我听着，一句都不落下。", en = "Go on, I'm listening." }

[[wording]]
id = "GE.soothe.furious.say.1"
kind = "say"
step = "soothe"
bands = ["furious"]
text = { zh = "这事从现在起我来跟。", en = "I'm handling it from here." }

[[wording]]
id = "TE.soothe.say.1"
kind = "say"
step = "soothe"
line = "telecom"
text = { zh = "话费上的事，我先把账单打开。", en = "Let me open the bill first." }

[[wording]]
id = "TE1.soothe.say.1"
kind = "say"
step = "soothe"
line = "telecom"
cause = "TE1"
text = { zh = "钱怎么没的，咱们一笔一笔看。", en = "Let's go through each charge." }

[[wording]]
id = "TE1-03.soothe.calm.say.1"
kind = "say"
step = "soothe"
line = "telecom"
cause = "TE1-03"
bands = ["calm"]
text = { zh = "两笔扣费，您说没订过，我没听错吧？", en = "Two charges you never signed up for?" }
method = "SYS-011"
citations = ["CN-TE-01"]

[[wording]]
id = "TE1-03.soothe.furious.say.1"
kind = "say"
step = "soothe"
line = "telecom"
cause = "TE1-03"
bands = ["furious"]
text = { zh = "没点过还扣了五个月，搁谁都火。", en = "Five months without a tap. Of course." }

[[wording]]
id = "TE1-03.soothe.avoid.1"
kind = "avoid"
step = "soothe"
line = "telecom"
cause = "TE1-03"
text = { zh = "您先冷静。", en = "Calm down." }
why = { zh = "像在命令客户", en = "It orders them about" }
instead = { zh = "您慢慢说，我在记。", en = "Take your time." }
"""

BASE = {
    "slots.toml": SLOTS,
    "signals.toml": SIGNALS,
    "causes/all.toml": CAUSES,
    "citations/all.toml": REVIEW + CITATIONS,
    "methods/methods.toml": REVIEW + METHODS,
    "taboo.toml": REVIEW + TABOOS,
    "wording/all.toml": REVIEW + LINES,
}


class Shelf:
    """A folder of content that a test may write to and then open."""

    def __init__(self, path: Path) -> None:
        self.path = path
        for name, text in BASE.items():
            self.write(name, text)

    def write(self, name: str, text: str) -> None:
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def add(self, name: str, text: str) -> None:
        self.write(name, REVIEW + text)

    def change(self, name: str, old: str, new: str) -> None:
        text = (self.path / name).read_text(encoding="utf-8")
        assert old in text
        self.write(name, text.replace(old, new))

    def load(self, on: date = TODAY) -> Book:
        return guidance.load(self.path, on=on)

    def check(self, on: date = TODAY) -> list[Fault]:
        return guidance.check(self.path, on=on)

    def faults(self) -> list[str]:
        with pytest.raises(guidance.ContentError) as refused:
            self.load()
        return [str(fault) for fault in refused.value.faults]


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "content")


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return Shelf(tmp_path_factory.mktemp("book")).load()


@pytest.fixture(scope="session")
def wording() -> Callable[..., str]:
    """The TOML of one general line, with any key overridden or, by none, left out."""

    def entry(**keys: object) -> str:
        values = {
            "id": "X.1",
            "kind": "say",
            "step": "soothe",
            "text": '{ zh = "我现在就看。", en = "Looking now." }',
        } | keys
        lines = [f"{key} = {_toml(value)}" for key, value in values.items() if value is not None]
        return "[[wording]]\n" + "\n".join(lines) + "\n"

    return entry


def _toml(value: object) -> str:
    if isinstance(value, str) and not value.startswith("{"):
        return f'"{value}"'
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return str(value)
