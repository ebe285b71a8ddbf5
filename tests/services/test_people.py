"""Colleagues: who may make and change whom, five wrong passwords, signing out everywhere, tokens."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from complaints import people as verbs
from complaints.db import db, transaction
from complaints.errors import Invalid, NotAllowed, NotFound, TooMany
from complaints.history import events_of, ledger
from complaints.models import Token, User
from complaints.roles import Role

from ..databases import PASSWORD, on_both
from .checks import People, everything, kinds, refused, writes

ADDRESS, ELSEWHERE = "10.0.0.7", "10.0.0.8"
WRONG = "not the password"
MINUTE = timedelta(minutes=1)

Make = Callable[..., User]


@pytest.fixture
def make(people: People, at: datetime) -> Make:
    """Make a colleague as `by`, a rep of the first team unless told otherwise."""

    def made(by: str = "admin", username: str = "newcomer", **given: Any) -> User:
        team = given.pop("team", "一组")
        known: dict[str, Any] = {"display_name": "新同事", "role": Role.REP, "password": PASSWORD} | given
        return verbs.create(username, team=verbs.team_named(team) if team else None, by=people[by], at=at, **known)

    return made


@on_both
def test_a_new_colleague_signs_in_and_has_a_history(make: Make, at: datetime) -> None:
    with transaction():
        newcomer = make(display_name="  沈一 ", lines=["telecom"])
    assert kinds(newcomer) == ["person_created"]
    assert (newcomer.display_name, newcomer.lines) == ("沈一", ["telecom"])
    with writes(newcomer, "signed_in"):
        assert verbs.sign_in("newcomer", PASSWORD, address=ADDRESS, at=at) is newcomer


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"username": "x"}, "username"),
        ({"username": "陈"}, "username"),
        ({"username": "a b"}, "username"),
        ({"username": "a\x00b"}, "username"),
        ({"username": "a" * 41}, "username"),
        ({"username": "rules"}, "username"),
        ({"username": "REP"}, "username"),
        ({"display_name": "  "}, "display_name"),
        ({"display_name": "长" * 41}, "display_name"),
        ({"display_name": "铃\x07"}, "display_name"),
        ({"password": "short"}, "password"),
        ({"password": "x" * 201}, "password"),
        ({"lines": ["telecoms"]}, "lines"),
        ({"team": None}, "team"),
    ],
    ids=str,
)
def test_a_wrong_field_is_named_and_nobody_is_made(make: Make, given: dict[str, Any], field: str) -> None:
    with refused(Invalid, field):
        make(**given)


MAY_MAKE = [
    ("admin", Role.REP, "二组", True),
    ("admin", Role.ADMIN, None, True),
    ("admin", Role.COMPLIANCE, None, True),
    ("manager", Role.REP, "一组", True),
    ("manager", Role.SPECIALIST, "一组", True),
    ("manager", Role.REP, "二组", False),
    ("manager", Role.ADMIN, "一组", False),
    ("manager", Role.ADMIN, None, False),
    ("manager", Role.COMPLIANCE, "一组", False),
    ("manager", Role.COMPLIANCE, None, False),
    ("admin", Role.SYSTEM, None, False),
    ("specialist", Role.REP, "一组", False),
    ("rep", Role.REP, "一组", False),
    ("compliance", Role.REP, "一组", False),
]


@pytest.mark.parametrize(("by", "role", "team", "allowed"), MAY_MAKE)
def test_who_may_make_whom(make: Make, by: str, role: Role, team: str | None, allowed: bool) -> None:
    if allowed:
        with transaction():
            assert make(by, role=role, team=team).role is role
        return
    with refused(NotAllowed):
        make(by, role=role, team=team)


@pytest.mark.parametrize(
    ("by", "whom", "changes", "allowed"),
    [
        ("manager", "rep", {"role": "specialist"}, True),
        ("manager", "rep", {"lines": ["telecom", "banking"]}, True),
        ("manager", "rep", {"role": "admin"}, False),
        ("manager", "rep", {"role": "compliance"}, False),
        ("manager", "manager", {"role": "compliance"}, False),
        ("manager", "rep", {"team": "二组"}, False),
        ("manager", "rep3", {"lines": []}, False),
        ("manager", "admin", {"active": False}, False),
        ("admin", "rep", {"team": "二组"}, True),
        ("admin", "rep", {"role": "system"}, False),
        ("admin", "rules", {"active": False}, False),
        ("rep", "rep", {"role": "manager"}, False),
        ("specialist", "rep", {"active": False}, False),
        ("compliance", "rep", {"active": False}, False),
    ],
)
def test_who_may_change_whom(
    people: People, at: datetime, by: str, whom: str, changes: dict[str, Any], allowed: bool
) -> None:
    user = people[whom]
    if "team" in changes:
        changes = {"team": verbs.team_named(changes["team"])}
    if allowed:
        with writes(user, "person_changed"):
            verbs.change(user, changes, by=people[by], at=at)
        return
    with refused(NotAllowed):
        verbs.change(user, changes, by=people[by], at=at)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"role": "boss"}, "role"),
        ({"team": None}, "team"),
        ({"lines": ["x"]}, "lines"),
        ({"display_name": ""}, "display_name"),
        ({"display_name": "长" * 41}, "display_name"),
    ],
)
def test_a_wrong_change_is_named(people: People, at: datetime, changes: dict[str, Any], field: str) -> None:
    with refused(Invalid, field):
        verbs.change(people["rep"], changes, by=people["admin"], at=at)


def test_who_is_made_inactive_is_signed_out_and_stays_out(people: People, at: datetime) -> None:
    rep = people["rep"]
    identity = rep.get_id()
    with transaction():
        secret = verbs.issue_token(rep, by=None, at=at)
        verbs.change(rep, {"active": False}, by=people["manager"], at=at)
    assert rep.get_id() != identity
    assert verbs.bearer(secret, at=at) is None
    with transaction():
        assert verbs.sign_in("rep", PASSWORD, address=ADDRESS, at=at) is None


def test_a_change_keeps_what_was_before(people: People, at: datetime) -> None:
    rep = people["rep"]
    with writes(rep, "person_changed"):
        verbs.change(rep, {"role": "specialist"}, by=people["manager"], at=at)
    assert '"before":{"active":true,"role":"rep"' in events_of(rep)[0].data
    assert '"after":{"active":true,"role":"specialist"' in events_of(rep)[0].data


@pytest.mark.parametrize(
    ("by", "whom", "allowed"),
    [
        ("rep", "rep", True),
        ("manager", "rep", True),
        ("admin", "manager", True),
        ("rep2", "rep", False),
        ("manager2", "rep", False),
        ("manager", "admin", False),
        ("admin", "rules", False),
    ],
)
def test_who_may_set_a_password_or_sign_somebody_out(
    people: People, at: datetime, by: str, whom: str, allowed: bool
) -> None:
    user, epoch = people[whom], people[whom].session_epoch
    if allowed:
        with writes(user, "password_set", "signed_out_everywhere"):
            verbs.set_password(user, "another password", by=people[by], at=at)
            verbs.sign_out_everywhere(user, by=people[by], at=at)
        assert user.session_epoch == epoch + 2
        return
    with refused(NotAllowed):
        verbs.set_password(user, "another password", by=people[by], at=at)
    with refused(NotAllowed):
        verbs.sign_out_everywhere(user, by=people[by], at=at)


def test_a_new_password_replaces_the_old_one(people: People, at: datetime) -> None:
    with refused(Invalid, "password"):
        verbs.set_password(people["rep"], "short", by=people["rep"], at=at)
    with transaction():
        verbs.set_password(people["rep"], "another password", by=people["rep"], at=at)
        assert verbs.sign_in("rep", PASSWORD, address=ADDRESS, at=at) is None
        assert verbs.sign_in("rep", "another password", address=ADDRESS, at=at) is people["rep"]


def test_the_language_is_ones_own_and_one_of_two(people: People, at: datetime) -> None:
    with writes(people["rep"], "language_set"):
        verbs.set_language(people["rep"], "en", by=people["rep"], at=at)
    with refused(Invalid, "language"):
        verbs.set_language(people["rep"], "fr", by=people["rep"], at=at)


class TestFiveWrongPasswords:
    """The pair of account and address is locked; nobody else is."""

    def fail(self, times: int, at: datetime, username: str = "rep", address: str = ADDRESS) -> None:
        with transaction():
            for _ in range(times):
                assert verbs.sign_in(username, WRONG, address=address, at=at) is None

    @on_both
    def test_lock_the_pair_for_a_quarter_of_an_hour(self, people: People, at: datetime) -> None:
        self.fail(5, at)
        assert verbs.tries_left("rep", address=ADDRESS, at=at) == 0
        with refused(TooMany) as caught:
            verbs.sign_in("rep", PASSWORD, address=ADDRESS, at=at + 15 * MINUTE - timedelta(seconds=1))
        assert caught.value.values["until"] == at + 15 * MINUTE
        with transaction():
            assert verbs.sign_in("rep", PASSWORD, address=ADDRESS, at=at + 15 * MINUTE) is people["rep"]

    def test_do_not_lock_another_address_or_another_account(self, people: People, at: datetime) -> None:
        self.fail(5, at)
        with transaction():
            assert verbs.sign_in("rep", PASSWORD, address=ELSEWHERE, at=at) is people["rep"]
            assert verbs.sign_in("rep2", PASSWORD, address=ADDRESS, at=at) is people["rep2"]

    def test_four_and_then_the_right_one_begin_anew(self, people: People, at: datetime) -> None:
        self.fail(4, at)
        assert verbs.tries_left("rep", address=ADDRESS, at=at) == 1
        with transaction():
            assert verbs.sign_in("rep", PASSWORD, address=ADDRESS, at=at) is people["rep"]
        assert verbs.tries_left("rep", address=ADDRESS, at=at) == 5
        self.fail(4, at)

    def test_spread_over_more_than_a_quarter_of_an_hour_do_not_lock(self, people: People, at: datetime) -> None:
        self.fail(4, at)
        self.fail(1, at + 16 * MINUTE)
        assert verbs.tries_left("rep", address=ADDRESS, at=at + 16 * MINUTE) == 4

    def test_lock_an_account_that_does_not_exist_alike(self, people: People, at: datetime) -> None:
        self.fail(5, at, username="nobody")
        with refused(TooMany):
            verbs.sign_in("nobody", WRONG, address=ADDRESS, at=at)

    def test_count_whatever_the_spelling_of_the_username(self, people: People, at: datetime) -> None:
        self.fail(3, at, username=" REP ")
        self.fail(2, at, username="Rep")
        with refused(TooMany):
            verbs.sign_in("rep", PASSWORD, address=ADDRESS, at=at)


@on_both
def test_a_hostile_username_is_only_wrong(people: People, at: datetime) -> None:
    for username in ("", "\x00", "rep\x00", "😡" * 5000, "' OR 1=1 --", "\u202eper"):
        with transaction():
            assert verbs.sign_in(username, PASSWORD, address=ADDRESS, at=at) is None
        assert verbs.tries_left(username, address=ADDRESS, at=at) == 4


@pytest.mark.parametrize("username", ["nobody", "", "re\x00p"])
def test_an_unknown_username_is_not_found(people: People, username: str) -> None:
    with refused(NotFound):
        verbs.by_username(username)


class TestTokens:
    """Bearer tokens of the API."""

    @on_both
    def test_open_until_their_last_moment(self, people: People, at: datetime) -> None:
        with transaction():
            secret = verbs.issue_token(people["rep"], days=30, by=people["admin"], at=at)
        ends = at + timedelta(days=30)
        assert verbs.bearer(secret, at=ends - timedelta(microseconds=1)) is people["rep"]
        assert verbs.bearer(secret, at=ends) is None

    def test_are_kept_as_a_digest_only(self, people: People, at: datetime) -> None:
        with transaction():
            secret = verbs.issue_token(people["rep"], label="整合", by=None, at=at)
        assert secret not in str(everything())
        assert verbs.bearer(secret, at=at) is people["rep"]
        assert kinds(ledger("tokens")) == ["token_issued"]

    @pytest.mark.parametrize("secret", ["", "huiyin_", "huiyin_" + "x" * 43, "\x00", "令牌"])
    def test_a_wrong_one_opens_nothing(self, people: People, at: datetime, secret: str) -> None:
        assert verbs.bearer(secret, at=at) is None

    def test_are_revoked_all_at_once_for_one_person(self, people: People, at: datetime) -> None:
        with transaction():
            mine = [verbs.issue_token(people["rep"], by=None, at=at) for _ in range(2)]
            other = verbs.issue_token(people["rep2"], by=None, at=at)
        with writes(ledger("tokens"), "tokens_revoked"):
            assert verbs.revoke_tokens(people["rep"], by=people["admin"], at=at) == 2
        assert [verbs.bearer(secret, at=at) for secret in mine] == [None, None]
        assert verbs.bearer(other, at=at) is people["rep2"]

    @pytest.mark.parametrize("by", ["rep", "specialist", "manager", "compliance"])
    def test_are_issued_and_revoked_by_an_administrator_only(self, people: People, at: datetime, by: str) -> None:
        with refused(NotAllowed):
            verbs.issue_token(people["rep"], by=people[by], at=at)
        with refused(NotAllowed):
            verbs.revoke_tokens(people["rep"], by=people[by], at=at)

    @on_both
    def test_a_label_that_does_not_fit_is_named(self, people: People, at: datetime) -> None:
        with refused(Invalid, "label"):
            verbs.issue_token(people["rep"], label="长" * 61, by=None, at=at)

    def test_of_the_rules_open_nothing(self, people: People, at: datetime) -> None:
        with transaction():
            secret = verbs.issue_token(people["rules"], by=None, at=at)
        assert verbs.bearer(secret, at=at) is None
        assert db.session.scalar(sa.select(sa.func.count(Token.id))) == 1
