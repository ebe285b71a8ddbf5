"""Sealed fields open only where they were sealed, with a key of the ring."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.sealing import KeyRing, Unreadable

RING = KeyRing.parse(KeyRing.generate())


@given(st.text())
def test_what_is_sealed_opens_at_its_place(plain: str) -> None:
    assert RING.open(RING.seal(plain, "complainants:name:a"), "complainants:name:a") == plain


@pytest.mark.parametrize("elsewhere", ["complainants:name:b", "complainants:phone:a", "visits:name:a"])
def test_it_does_not_open_elsewhere(elsewhere: str) -> None:
    with pytest.raises(Unreadable):
        RING.open(RING.seal("周玉琴", "complainants:name:a"), elsewhere)


def test_a_changed_byte_is_noticed() -> None:
    sealed = bytearray(RING.seal("周玉琴", "x"))
    sealed[-1] ^= 1
    with pytest.raises(Unreadable):
        RING.open(bytes(sealed), "x")


def test_a_new_key_in_front_seals_and_the_old_one_still_opens() -> None:
    old = KeyRing.generate()
    before = KeyRing.parse(old)
    sealed, index = before.seal("周玉琴", "x"), before.blind("name", "周玉琴")
    after = KeyRing.parse(f"{KeyRing.generate()},{old}")
    assert after.open(sealed, "x") == "周玉琴"
    assert after.blind("name", "周玉琴") == index
    with pytest.raises(Unreadable):
        before.open(after.seal("周玉琴", "x"), "x")


def test_equal_values_of_another_kind_have_another_index() -> None:
    assert RING.blind("name", "1") != RING.blind("phone", "1")


@pytest.mark.parametrize("text", ["", "abc", "toolong:AAAA", "ab12:!!!", "ab12:AAAA"])
def test_a_bad_ring_says_which_entry(text: str) -> None:
    with pytest.raises(ValueError, match=r"it is empty|entry"):
        KeyRing.parse(text)
