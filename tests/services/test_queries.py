"""The read side: what a person may see and nothing else, narrowed, counted, paged without gaps or repeats."""

import itertools
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from complaints import callbacks, escalations, queries, redress
from complaints.codes import Channel, Disposition, Line, Risk
from complaints.db import db, transaction
from complaints.errors import Invalid, NotAllowed, NotFound
from complaints.models import Callback, Complaint, Escalation, User
from complaints.queries import Filters
from complaints.rights import allows
from complaints.steps import Step

from ..databases import on_both
from ..factories import make_complaint
from .checks import People, closed_complaint, refused

EVERYBODY = ("rep", "rep2", "rep3", "specialist", "specialist2", "manager", "manager2", "compliance", "admin")
CAUSES = ("TE1-03", "TE4-02", None)


def rows(people: People, at: datetime, **columns: tuple[Any, ...]) -> list[Complaint]:
    """A row for every combination of the columns' values, inserted as they are."""
    numbers = itertools.count(1)
    found = [
        row(people, at, next(numbers), **dict(zip(columns, values, strict=True)))
        for values in itertools.product(*columns.values())
    ]
    with transaction():
        db.session.add_all(found)
    return found


def row(people: People, at: datetime, number: int, **given: Any) -> Complaint:
    known: dict[str, Any] = {
        "number": f"C20261124-{number:04d}",
        "line": Line.TELECOM,
        "channel": Channel.PHONE,
        "step": Step.SOOTHE,
        "narrative": f"第{number}件：多扣15元",
        "narrative_salt": bytes(16),
        "team_id": people["rep"].team_id,
        "opened_by_id": people["rep"].id,
        "opened_at": at,
        "head_seq": 0,
        "head_hash": bytes(32),
    }
    return Complaint(**(known | given))


def numbers(found: list[Complaint]) -> list[str]:
    return [complaint.number for complaint in found]


@on_both
def test_everybody_sees_exactly_what_the_table_of_rights_lets_them_read(people: People, at: datetime) -> None:
    owners = (None, *(people[name].id for name in EVERYBODY[:7]))
    teams = (people["rep"].team_id, people["rep3"].team_id, None)
    found = rows(people, at, owner_id=owners, team_id=teams, escalation_level=(0, 2))
    for name in EVERYBODY:
        person = people[name]
        seen, _more = queries.page(person, Filters(), size=len(found))
        assert set(numbers(seen)) == {case.number for case in found if allows(person, "read", case)}, name
        assert queries.how_many(person, Filters()) == len(seen)


class TestOneComplaint:
    """By its number, with a right over it."""

    @on_both
    def test_is_found_or_refused(self, people: People, at: datetime) -> None:
        number = make_complaint(people["rep"], at).number
        with transaction():
            assert queries.complaint_numbered(number, person=people["rep2"], lock=True).number == number
        with refused(NotAllowed):
            queries.complaint_numbered(number, person=people["rep3"])
        with refused(NotAllowed):
            queries.complaint_numbered(number, person=people["rep2"], right="work")
        for unknown in ("C20261124-9999", "", "\x00", "x" * 10_000, "' OR 1=1 --", "😡"):
            with refused(NotFound):
                queries.complaint_numbered(unknown, person=people["rep"])

    @on_both
    def test_and_what_hangs_on_it(self, people: People, at: datetime) -> None:
        callback = make_complaint(people["rep"], at, step=Step.FOLLOW_UP).callbacks[0]
        with transaction():
            assert queries.part_of_complaint(Callback, callback.id, person=people["rep"], lock=True) is callback
        with refused(NotAllowed):
            queries.part_of_complaint(Callback, callback.id, person=people["rep3"])
        with refused(NotFound):
            queries.part_of_complaint(Callback, 10**12, person=people["rep"])
        with refused(NotFound):
            queries.part_of_complaint(Escalation, callback.id, person=people["rep"])


@pytest.fixture
def desk(people: People, at: datetime) -> list[Complaint]:
    """Complaints of every sort, most of them of one team."""
    return [
        *rows(
            people,
            at,
            step=(Step.SOOTHE, Step.CONFIRM),
            risk=(Risk.LOW, Risk.CRITICAL),
            line=(Line.TELECOM, Line.BANKING),
            cause=CAUSES,
            owner_id=(people["rep"].id, people["rep2"].id, None),
        ),
        closed_complaint(people, at + timedelta(days=1)),
    ]


filters = st.builds(
    Filters,
    step=st.sampled_from([None, *Step]),
    risk=st.sampled_from([None, *Risk]),
    line=st.sampled_from([None, *Line]),
    cause=st.sampled_from([*CAUSES, "GE1-01"]),
    owner=st.sampled_from([None, "me", "nobody", "rep2", "manager"]),
    state=st.sampled_from([None, "open", "closed", "imported", "all"]),
)
SOME = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


class TestFilters:
    """Each narrows the list as it says, alone and together."""

    def fits(self, case: Complaint, wanted: Filters, person: User) -> bool:
        owners = {"me": person.id, "nobody": None, "rep2": person.id + 1}
        states = {"open": not case.closed, "closed": case.closed, "imported": case.imported}
        plain = all(getattr(wanted, name) in (None, getattr(case, name)) for name in ("step", "risk", "line", "cause"))
        owned = wanted.owner is None or owners.get(wanted.owner, 0) == case.owner_id
        return plain and owned and states.get(wanted.state or "all", True)

    @on_both
    def test_narrow_and_count(self, desk: list[Complaint], people: People) -> None:
        rep = people["rep"]
        assert people["rep2"].id == rep.id + 1

        @SOME
        @given(filters)
        def check(wanted: Filters) -> None:
            seen, more = queries.page(rep, wanted, size=len(desk))
            expected = [case.number for case in desk if self.fits(case, wanted, rep)]
            assert (sorted(numbers(seen)), more) == (sorted(expected), None)
            assert queries.how_many(rep, wanted) == len(expected)
            counts = queries.counts(rep, wanted)
            for name, value in (("step", Step.SOOTHE), ("risk", Risk.CRITICAL), ("line", Line.BANKING)):
                alone = wanted.without(name)
                there = [case for case in desk if self.fits(case, alone, rep) and getattr(case, name) is value]
                assert counts[name].get(value.value, 0) == len(there)

        check()

    def test_are_read_from_a_request(self) -> None:
        asked = {"step": "confirm", "risk": "high", "line": "banking", "cause": "BK07-01", "owner": "me"}
        read = Filters.read({**asked, "state": "open", "q": "  扣费 "})
        assert read == Filters(Step.CONFIRM, Risk.HIGH, Line.BANKING, "BK07-01", "me", "open", "扣费")
        assert Filters.read(dict.fromkeys(asked, "")) == Filters()

    @pytest.mark.parametrize("name", ["step", "risk", "line", "state"])
    def test_name_an_unknown_code(self, people: People, name: str) -> None:
        with refused(Invalid, name):
            Filters.read({name: "nonsense"})

    def test_name_an_owner_nobody_knows(self, people: People) -> None:
        with refused(Invalid, "owner"):
            queries.page(people["rep"], Filters(owner="nobody.such"))


class TestPages:
    """By key: nothing twice, nothing left out, whatever comes in meanwhile."""

    def walk(self, person: User, size: int) -> Iterator[Complaint]:
        before = None
        while True:
            found, before = queries.page(person, Filters(), before=before, size=size)
            yield from found
            if before is None:
                return

    @pytest.mark.parametrize("size", [1, 7, 24, 25, 26])
    def test_follow_each_other(self, people: People, at: datetime, size: int) -> None:
        made = rows(people, at, escalation_level=(0, 1), attempt=tuple(range(1, 13)))[:24]
        walked = numbers(list(self.walk(people["rep"], size)))
        assert walked == [case.number for case in reversed(made)]

    @on_both
    def test_are_not_disturbed_by_new_complaints(self, people: People, at: datetime) -> None:
        made = rows(people, at, attempt=tuple(range(1, 11)))
        walked = []
        for case in self.walk(people["rep"], 3):
            walked.append(case.number)
            make_complaint(people["rep"], at + timedelta(days=1))
        assert walked == [case.number for case in reversed(made)]

    def test_before_the_first_are_empty(self, people: People, at: datetime) -> None:
        made = rows(people, at, attempt=(1, 2))
        assert queries.page(people["rep"], Filters(), before=made[0].id) == ([], None)


HOSTILE = [
    "'",
    '"',
    "\\",
    "';--",
    "😡",
    "扣" * 10_000,
    "\u202e\u2066\u200f",
    "\x00",
    "a\x00b",
    "{}%s%(x)s",
    "<script>",
    "\ufeff",
    "ｆｕｌｌ",
    "%%%",
    "__",
]


class TestSearching:
    """Words are words, whatever they hold."""

    @on_both
    def test_hostile_words_find_nothing_and_break_nothing(self, people: People, at: datetime) -> None:
        make_complaint(people["rep"], at)
        for words in HOSTILE:
            wanted = Filters.read({"q": words})
            found = queries.page(people["rep"], wanted)[0]
            assert (found == []) is (wanted.q is not None), words

    @on_both
    @pytest.mark.parametrize("words", ["100%", "a_b", "\\d", "O'Neil", "😡气", "“没开过”"])
    def test_special_characters_find_themselves_only(self, people: People, at: datetime, words: str) -> None:
        hit = make_complaint(people["rep"], at, narrative=f"扣费{words}了")
        make_complaint(people["rep"], at, narrative="多扣15块aXb")
        assert queries.page(people["rep"], Filters.read({"q": words}))[0] == [hit]

    @on_both
    @pytest.mark.parametrize("words", ["VIP pack", "vip PACK", "视频会员", "c20261124-0001", "C20261124-0001"])
    def test_in_any_case_on_both_databases(self, people: People, at: datetime, words: str) -> None:
        hit = make_complaint(people["rep"], at, narrative="Charged for a Vip Pack，视频会员")
        make_complaint(people["rep"], at, narrative="别的事")
        assert queries.page(people["rep"], Filters(q=words))[0] == [hit]

    def test_reaches_no_further_than_the_list(self, people: People, at: datetime) -> None:
        complaint = make_complaint(people["rep3"], at)
        for words in (complaint.number, "周玉琴", "13900862071", "视频会员"):
            assert queries.page(people["rep"], Filters(q=words))[0] == []


class TestWorklist:
    """What is urgent stands first."""

    @on_both
    def test_groups_by_urgency(self, people: People, at: datetime) -> None:
        hour, due = timedelta(hours=1), "due_at"
        midnight = datetime(2026, 11, 24, 16, tzinfo=at.tzinfo)
        given = [
            {due: at - hour},
            {due: at + hour - timedelta(seconds=1)},
            {due: at + hour},
            {due: midnight},
            {due: midnight + timedelta(seconds=1)},
            {due: at + 99 * hour, "risk": Risk.CRITICAL},
            {due: None, "closed_at": at, "disposition": Disposition.EXPLAINED},
        ]
        made = [row(people, at, number, **known) for number, known in enumerate(given, 1)]
        with transaction():
            db.session.add_all(made)
        groups = queries.worklist(people["rep"], Filters(state="open"), at=at)
        found = {name: [int(case.number[-4:]) for case in cases] for name, cases in groups.items()}
        assert found == {"now": [6, 1, 2], "today": [3, 4], "later": [5]}

    @on_both
    def test_counts_whose_they_are(self, desk: list[Complaint], people: People) -> None:
        filters = Filters(state="open", owner="me")
        counts, whose = queries.desk_counts(people["rep"], filters)
        assert (whose.mine, whose.nobody, whose.all) == (24, 24, 72)
        assert counts == queries.counts(people["rep"], filters)


class TestWaiting:
    """What waits for whom."""

    @on_both
    def test_callbacks_wait_for_their_owner_and_all_of_them_for_the_manager(self, people: People, at: datetime) -> None:
        mine, other = (make_complaint(people[name], at) for name in ("rep", "rep2"))
        for complaint, hours in ((mine, 2), (other, 1)):
            given = {"promised_at": at + timedelta(hours=hours), "reason": "说进度"}
            with transaction():
                callbacks.schedule(complaint, given, by=people["manager"], at=at)
        whose = {name: [row.complaint for row in queries.callbacks_due(people[name])] for name in ("rep", "manager")}
        assert whose == {"rep": [mine], "manager": [other, mine]}
        due = {name: queries.badges(people[name], at=at + timedelta(hours=1))["callbacks"] for name in whose}
        assert due == {"rep": 0, "manager": 1}
        assert queries.callbacks_due(people["manager2"]) == []

    @on_both
    def test_escalations_wait_until_somebody_looks(self, people: People, at: datetime) -> None:
        complaint = make_complaint(people["rep"], at, narrative="不退我就打12315投诉。")
        specialist, (escalation,) = people["specialist2"], complaint.escalations

        def shown() -> list[str]:
            tabs = ("waiting", "mine", "handed_back", "settled")
            return [tab for tab in tabs if queries.escalation_inbox(specialist, tab) == [escalation]]

        found = [(shown(), queries.badges(specialist, at=at)["escalations"])]
        for verb in (escalations.accept, escalations.take_over):
            with transaction():
                verb(escalation, by=specialist, at=at)
            found.append((shown(), queries.badges(specialist, at=at)["escalations"]))
        with transaction():
            escalations.hand_back(escalation, "先报总额", by=specialist, at=at)
        found.append((shown(), queries.badges(specialist, at=at)["escalations"]))
        assert found == [(["waiting"], 1), (["mine"], 0), (["mine"], 0), (["handed_back"], 0)]

    def test_money_waits_for_the_manager_of_the_team(self, people: People, at: datetime) -> None:
        complaint = make_complaint(people["rep"], at)
        with transaction():
            given = {"amount": "300", "reason": "多扣"}
            asked = redress.request(complaint, given, by=people["rep"], at=at)
        assert queries.beside(people["manager"], until=at).money == [asked]
        assert queries.beside(people["manager2"], until=at).money == []

    def test_promises_wait_for_their_owner(self, people: People, at: datetime) -> None:
        complaint = make_complaint(people["rep"], at, step=Step.FOLLOW_UP)
        (promise,) = complaint.promises
        mine = queries.beside(people["rep"], until=promise.due_at)
        assert (mine.promises, mine.due_promises) == ([promise], 1)
        assert queries.beside(people["rep"], until=promise.due_at - timedelta(seconds=1)).due_promises == 0
        assert queries.beside(people["rep2"], until=promise.due_at).promises == []

    @on_both
    def test_what_stands_beside_a_list_is_what_waits(self, people: People, at: datetime) -> None:
        complaint = make_complaint(people["rep"], at, step=Step.FOLLOW_UP)
        with transaction():
            for days in range(1, 4):
                given = {"promised_at": at + timedelta(days=days), "reason": "说进度"}
                callbacks.schedule(complaint, given, by=people["rep"], at=at)
        found = queries.beside(people["rep"], until=at, callbacks=2)
        due = queries.callbacks_due(people["rep"])
        assert (found.callbacks, found.callback_count) == (due[:2], len(due))
        assert found.money == []


@on_both
def test_reading_changes_no_row(people: People, at: datetime) -> None:
    complaint = make_complaint(people["rep"], at)
    version = complaint.etag
    for name in EVERYBODY:
        queries.page(people[name], Filters(q="周玉琴"))
        queries.badges(people[name], at=at)
        queries.desk_counts(people[name], Filters())
    db.session.expire_all()
    assert db.session.scalar(sa.select(Complaint.head_seq)) == complaint.head_seq
    assert complaint.etag == version
