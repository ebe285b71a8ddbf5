"""The lint against sentences labelled by hand: what is a breach, and of which group, and what only looks like one."""

import json
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

import guidance
from complaints.cli.guidance import guidance as console
from guidance import Score, evaluate, sentences
from guidance.schema import LINT_GROUPS

LABELLED = Path(__file__).parent / "labelled"
LARGE = 20
"""Sentences a group needs before its own recall says anything."""


@pytest.fixture(scope="module")
def shipped():
    return guidance.load()


def of_all_files():
    return [sentence for file in sorted(LABELLED.glob("*.jsonl")) for sentence in sentences(file)]


def test_there_are_enough_sentences_of_every_group_and_about_half_are_clean():
    labelled = of_all_files()
    counts = Counter(group for sentence in labelled for group in sentence.groups)
    assert len(labelled) >= 500
    assert all(counts[group] >= LARGE for group in LINT_GROUPS)
    assert sum(not sentence.groups for sentence in labelled) >= 0.45 * len(labelled)


def test_breaches_are_found_and_little_else(shipped):
    scores = evaluate(of_all_files(), shipped)
    assert scores["all"].precision >= 0.95
    assert scores["all"].recall >= 0.90


def test_no_group_is_weak(shipped):
    scores = evaluate(of_all_files(), shipped)
    weak = {
        group: score.recall
        for group, score in scores.items()
        if score.found + score.missed >= LARGE and score.recall < 0.8
    }
    assert weak == {}


def test_a_score_counts_pairs_of_sentence_and_group(book, tmp_path):
    file = tmp_path / "few.jsonl"
    file.write_text(
        '{"id": "1", "text": "您先冷静", "groups": ["blame"]}\n'
        '{"id": "2", "text": "好的", "groups": ["threat"]}\n'
        '{"id": "3", "text": "您先冷静，不然打给您家人", "groups": ["blame"]}\n'
        '{"id": "4", "text": "您先冷静", "groups": [], "may": ["blame"]}\n',
        encoding="utf-8",
    )
    scores = evaluate(sentences(file), book)
    assert scores["blame"] == Score(found=2)
    assert scores["threat"] == Score(missed=1)
    assert scores["unlawful_collection"] == Score(wrong=1)
    assert (scores["all"].precision, scores["all"].recall, scores["all"].f1) == (2 / 3, 2 / 3, 2 / 3)


def test_nothing_asked_and_nothing_said_is_a_full_score():
    assert (Score().precision, Score().recall, Score().f1) == (1.0, 1.0, 1.0)


class TestAtTheConsole:
    @pytest.fixture
    def file(self, tmp_path):
        path = tmp_path / "few.jsonl"
        path.write_text('{"id": "1", "text": "您先冷静", "groups": ["blame", "threat"]}\n', encoding="utf-8")
        return str(path)

    def test_each_group_has_its_counts_and_shares_in_a_row(self, file):
        told = CliRunner().invoke(console, ["lint", "--evaluate", file])
        assert [line.split() for line in told.output.splitlines()[1:]] == [
            ["blame", "1", "0", "0", "1.000", "1.000", "1.000"],
            ["threat", "0", "1", "0", "1.000", "0.000", "0.000"],
            ["all", "1", "1", "0", "1.000", "0.500", "0.667"],
        ]

    def test_several_files_count_together(self, file):
        told = CliRunner().invoke(console, ["lint", "--json", "--evaluate", file, "--evaluate", file])
        assert json.loads(told.output)["all"] == {"found": 2, "missed": 2, "wrong": 0}
