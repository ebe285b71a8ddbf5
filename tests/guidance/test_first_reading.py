"""What a text tells at first sight, and how it is said: asserted, denied, quoted, supposed, or somebody else's."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance import read
from guidance.polarity import POLARITIES


def only(text, book):
    (signal,) = read(text, book).signals
    return signal


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        # her own word
        ("我要投诉到银保监", "asserted"),
        ("再不解决我就打12315", "asserted"),
        ("如果再不解决，我就去12315投诉", "asserted"),
        ("如果不解决我就打12315", "asserted"),
        ("别逼我去12315", "asserted"),
        ("我不得不找12315", "asserted"),
        ("不是不敢打12315", "asserted"),
        ("没办法只能找12315", "asserted"),
        ("难道我不能起诉吗", "asserted"),
        ("不是吓唬你们我要曝光", "asserted"),
        ("不用你们赔，我直接起诉", "asserted"),
        ("没人理我，我打12315", "asserted"),
        ("客服说他们管不了，我要去12315投诉", "asserted"),
        ("我跟客服说了我要打12315", "asserted"),
        ("客户说要打12315", "asserted"),
        ("她说“再不解决我就打12315”", "asserted"),
        ("客户来电反映断网，他说要打12315", "asserted"),
        ("If you don't fix it I will go to the ombudsman", "asserted"),
        ("The customer says she will call the ombudsman", "asserted"),
        ("I have no choice but the ombudsman", "asserted"),
        ("I could not log in. The regulator will hear of it", "asserted"),
        ("我就是不敢自杀", "asserted"),
        ("没勇气自杀", "asserted"),
        # denied
        ("我不会投诉到银保监", "denied"),
        ("我不想打12315", "denied"),
        ("没有找过12315", "denied"),
        ("我没说要起诉", "denied"),
        ("不是要曝光你们", "denied"),
        ("无需惊动银保监", "denied"),
        ("不用打12315", "denied"),
        ("别打12315", "denied"),
        ("我从来没想过自杀", "denied"),
        ("起诉就算了", "denied"),
        ("I will not go to the ombudsman", "denied"),
        ("I won’t call the regulator", "denied"),
        ("We have never been to court", "denied"),
        # quoted
        ("我听客服说“你去打12315也没用”", "quoted"),
        ("我同事讲：「直接起诉算了」", "quoted"),
        ("昨天看了《315晚会》", "quoted"),
        # only supposed
        ("如果我投诉到银保监，你们会怎么处理？", "hypothetical"),
        ("要是起诉呢", "hypothetical"),
        ("万一个人信息泄露，谁负责", "hypothetical"),
        ("起诉的话要多久", "hypothetical"),
        ("请问起诉需要什么材料？", "hypothetical"),
        ("what if I sue you", "hypothetical"),
        # somebody else's
        ("邻居说要去12315投诉你们", "third_party"),
        ("邻居起诉你们了", "third_party"),
        ("他说要打12315", "third_party"),
        ("我朋友讲，打12315就行", "third_party"),
        ("客服劝我去打12315", "third_party"),
        ("我妈说要打12315", "third_party"),
        ("my neighbour said he would sue", "third_party"),
    ],
)
def test_how_it_is_said(book, text, polarity):
    assert only(text, book).polarity == polarity


@pytest.mark.parametrize(
    "text", ["我妈说她不想活了", "要是再泄露信息，我就不客气了", "你们客服说我的信息泄露了", "请问信息泄露了怎么办？"]
)
def test_a_state_of_things_is_true_whoever_tells_of_it(book, text):
    assert only(text, book).polarity == "asserted"


def test_of_two_in_one_sentence_each_is_read_for_itself(book):
    said = {signal.text: signal.polarity for signal in read("我不去12315，也不找记者，我直接起诉", book).signals}
    assert said == {"12315": "denied", "记者": "denied", "起诉": "asserted"}


@pytest.mark.parametrize("text", ["自杀式优惠", "这个曝光台灯坏了", "今天热死了", "an issue with my bill"])
def test_look_alikes_are_no_signal(book, text):
    assert read(text, book).signals == ()


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("我要去 银 保 监 投诉", "银 保 监"),
        ("我要去銀保監", "銀保監"),
        ("打１２３１５", "１２３１５"),
        ("😀😀找记\u200b者", "记\u200b者"),
        ("I'll call the OMBUDSMAN", "OMBUDSMAN"),
    ],
)
def test_a_span_is_a_place_in_the_text_as_given(book, text, match):
    signal = only(text, book)
    assert signal.text == text[signal.start : signal.end] == match


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("我不想活了，也要曝光", "S1"),
        ("我要起诉", "S2"),
        ("家里有老人", "S3"),
        ("你们这些骗子", "S4"),
        ("我不会起诉，家里有老人", "S3"),
        ("多扣了我十块", "none"),
    ],
)
def test_severity_is_the_gravest_of_what_is_asserted(book, text, severity):
    assert read(text, book).severity == severity


class TestCauses:
    def test_the_rarer_word_decides(self, book):
        first, second = read("自动续费又扣费了", book, "telecom").suggested_causes
        assert (first.code, first.family, first.words) == ("TE1-04", "TE1", ("自动续费", "扣费"))
        assert second.code == "TE1-03"
        assert 0 < second.confidence < first.confidence < 5

    def test_a_line_keeps_other_lines_out_but_not_the_general_causes(self, book):
        text = "扣费了，没人回话"
        assert {guess.code for guess in read(text, book, "banking").suggested_causes} == {"BK1-01", "GE1-01"}
        assert len(read(text, book).suggested_causes) == 4

    def test_banking_is_counted_by_the_class_of_the_standard(self, book):
        assert read("年费", book).suggested_causes[0].family == "定价收费"

    def test_more_evidence_makes_more_certain(self, book):
        one = read("没订过", book).suggested_causes[0].confidence
        two = read("没订过还乱扣费", book).suggested_causes[0].confidence
        assert one < two

    def test_without_a_word_there_is_no_guess(self, book):
        assert read("你好", book).suggested_causes == ()


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("请查一下十月的账单", 0, 3),
        ("等了三天，有点着急", 4, 5),
        ("太过分了，凭什么扣我钱", 6, 8),
        ("骗子！气死我了！！退钱！", 9, 10),
        ("我不生气，查清就行", 0, 3),
        ("I'm disappointed", 4, 5),
        ("YOU ARE LIARS AND THIEVES, this is outrageous!!!", 9, 10),
        ("", 0, 3),
    ],
)
def test_heat_is_heard_in_words_and_marks(book, text, least, most):
    assert least <= read(text, book).emotion <= most


@pytest.mark.parametrize(
    ("text", "demand"),
    [
        ("请把钱退给我，我要退费", "refund"),
        ("我不要赔偿，只要道歉", "apology"),
        ("要求派人修好", "repair"),
        ("给我一个说法", "explanation"),
        ("我要赔偿误工费，也解释一下", "compensation"),
        ("帮我退订这个业务", "cancel"),
        ("别再打电话了，停止骚扰", "stop"),
        ("尽快", "speed"),
        ("把我的征信更正过来", "correction"),
        ("I want my money back", "refund"),
        ("please send an engineer", "repair"),
        ("你好", None),
    ],
)
def test_what_is_asked_for(book, text, demand):
    assert read(text, book).demand == demand


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("你们什么态度，还挂我电话", "respect"),
        ("凭什么别人都有我没有", "balance"),
        ("睡不着，怎么办啊", "comfort"),
        ("误工的损失谁赔", "compensation"),
        ("骗子！垃圾！", "vent"),
        ("忍无可忍", "vent"),
        ("查一下账单", None),
    ],
)
def test_what_is_likely_needed(book, text, need):
    assert read(text, book).need == need


PIECES = st.sampled_from(
    [
        "我",
        "不会",
        "要是",
        "银保监",
        "「",
        "」",
        "“",
        "”",
        '"',
        "邻居说",
        "，",
        "。",
        " ",
        "\u200b",
        "起诉",
        "sue",
        "!",
        "\n",
        "自杀",
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=80))
def test_whatever_is_written_every_signal_has_its_place(book, text):
    reading = read(text, book)
    for signal in reading.signals:
        assert text[signal.start : signal.end] == signal.text
        assert signal.polarity in POLARITIES
    assert 0 <= reading.emotion <= 10
    assert all(0 < guess.confidence <= 1 for guess in reading.suggested_causes)


@pytest.mark.parametrize(
    "piece", ["我不会投诉到银保监，", "「", "“起诉", "如果", " ", "说", "\x00", "🙂", "邻居说他起诉"]
)
def test_a_hundred_thousand_characters_take_no_more_than_their_share(book, piece):
    text = (piece * 100_000)[:100_000]
    begun = time.process_time()
    read(text, book)
    assert time.process_time() - begun < 10
