"""A clock of the API explains itself: what was skipped and counted, and the rule with its source."""

from .conftest import Caller


def test_a_clock_tells_why_it_ends_when_it_does(rep: Caller) -> None:
    number = rep.log(line="telecom")
    (clock,) = rep.get(f"/complaints/{number}").json["clocks"]
    receipt, counted = clock["explain"]
    assert (receipt["verdict"], receipt["why"], receipt["units"]) == ("skipped", "receipt", 0)
    assert (counted["verdict"], counted["why"], counted["units"]) == ("counted", "natural_day", 15)
    assert receipt["starts_at"] == clock["started_at"]
    assert receipt["ends_at"] == counted["starts_at"]
    assert counted["ends_at"] == clock["due_at"]
    assert clock["used"] == 0


def test_the_rule_names_its_source_and_how_it_was_read(rep: Caller) -> None:
    number = rep.log(line="telecom")
    rule = rep.get(f"/complaints/{number}").json["clocks"][0]["rule"]
    assert (rule["amount"], rule["unit"], rule["effective_from"]) == (15, "natural_days", "2016-07-30")
    assert (rule["citation"], rule["evidence"]) == ("CN-TE-01", "O")
    assert "电信用户申诉处理办法" in rule["instrument"]["zh"]


def test_our_own_promise_rests_on_no_rule_outside(rep: Caller) -> None:
    number = rep.log(line="utilities")
    (clock,) = rep.get(f"/complaints/{number}").json["clocks"]
    assert (clock["kind"], clock["rule"]["citation"], clock["rule"]["instrument"]) == ("service", None, None)


def test_the_answer_to_a_new_complaint_explains_its_clocks_too(rep: Caller) -> None:
    opened = rep.post("/complaints", {"channel": "phone", "line": "banking", "narrative": "多扣15块"}).json
    assert [span["units"] for span in opened["clocks"][0]["explain"]] == [0, 15]
