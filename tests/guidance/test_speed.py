"""A book of two thousand lines opens and answers within its bars, counted in processor time."""

import random
import sys
import time

import pytest

from guidance import Situation, lint, read, suggest
from guidance.schema import BANDS, STEPS

HAN = "".join(chr(0x4E00 + number * 11) for number in range(900))


def sentence(rng, length):
    return "".join(rng.choices(HAN, k=length))


@pytest.fixture
def large(shelf, wording):
    rng = random.Random(2000)
    lines = []
    for number in range(2000):
        scope = rng.choice([{}, {"line": "telecom"}, {"line": "telecom", "cause": "TE1-03"}])
        text = f'{{ zh = "{sentence(rng, 25)}。", en = "You have rung about this before and I have the record open." }}'
        keys = {"step": rng.choice(STEPS), "kind": rng.choice(["say", "ask", "do"]), "bands": [rng.choice(list(BANDS))]}
        lines.append(wording(id=f"L.{number}", text=text, **keys, **scope))
    shelf.add("wording/all.toml", "".join(lines))
    return shelf


def p95(question, times=100):
    question()
    taken = []
    for _ in range(times):
        begun = time.process_time()
        question()
        taken.append(time.process_time() - begun)
    return sorted(taken)[int(times * 0.95)]


@pytest.fixture
def untraced():
    """Measuring coverage makes everything slow; nothing here needs to be covered."""
    tracer = sys.gettrace()
    sys.settrace(None)
    yield
    sys.settrace(tracer)


def test_it_opens_in_half_a_second_and_answers_in_milliseconds(large, untraced):
    begun = time.process_time()
    book = large.load()
    assert time.process_time() - begun <= 0.5

    assert p95(lambda: suggest(Situation("soothe", "telecom", "TE1-03", 9, "vent", "phone"), book)) <= 0.005
    assert p95(lambda: lint(sentence(random.Random(1), 190) + "您先冷静，好吗", book)) <= 0.003
    assert p95(lambda: read("我没订过，扣费了，要去12315投诉。" * 17, book)) <= 0.003
