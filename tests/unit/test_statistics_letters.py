"""Compact letters against their definition and the enumeration of all sets of arms."""

from itertools import chain, combinations
from string import ascii_letters

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evoprune.statistics.letters import compact_letters

ARMS = ["v", "w", "x", "y", "z"]
PAIRS = list(combinations(ARMS, 2))
differences = st.sets(st.sampled_from(PAIRS))


def largest_sets(different):
    """Every set of arms without a difference that no larger one contains."""
    subsets = chain.from_iterable(combinations(ARMS, n) for n in range(1, len(ARMS) + 1))
    alike = [set(s) for s in subsets if not different & set(combinations(s, 2))]
    return [s for s in alike if not any(s < other for other in alike)]


@given(differences)
@settings(deadline=None, max_examples=200)
def test_two_arms_share_a_letter_if_and_only_if_they_do_not_differ(different):
    letters = compact_letters(ARMS, different)
    for pair in PAIRS:
        assert bool({*letters[pair[0]]} & {*letters[pair[1]]}) == (pair not in different)


@given(differences)
@settings(deadline=None, max_examples=200)
def test_letters_are_the_largest_sets_of_arms_alike(different):
    letters = compact_letters(ARMS, different)
    used = sorted({*"".join(letters.values())})
    sets = [{arm for arm in ARMS if letter in letters[arm]} for letter in used]
    assert sorted(map(sorted, sets)) == sorted(map(sorted, largest_sets(different)))
    assert used == list(ascii_letters[: len(used)])


@given(differences, st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=60)
def test_the_order_within_and_of_pairs_does_not_matter(different, random):
    turned = [random.sample(pair, 2) for pair in different]
    random.shuffle(turned)
    assert compact_letters(ARMS, turned) == compact_letters(ARMS, different)


@given(differences)
@settings(deadline=None, max_examples=60)
def test_the_first_arm_has_the_first_letter_and_letters_stand_in_order(different):
    letters = compact_letters(ARMS, different)
    assert letters["v"].startswith("a")
    assert all(list(text) == sorted(text) for text in letters.values())


@pytest.mark.parametrize(
    ("different", "expected"),
    [
        ([], "a a a a a"),
        (PAIRS, "a b c d e"),
        ([("v", "z")], "a ab ab ab b"),
        ([("v", "x"), ("v", "y"), ("v", "z"), ("w", "z")], "a ab bc bc c"),
    ],
)
def test_by_hand(different, expected):
    assert " ".join(compact_letters(ARMS, different).values()) == expected


def test_no_arms_have_no_letters():
    assert compact_letters([], []) == {}


def test_letters_after_the_alphabet_have_numbers():
    arms = [str(i) for i in range(54)]
    letters = list(compact_letters(arms, combinations(arms, 2)).values())
    assert letters == [*ascii_letters, "a1", "b1"]


def test_a_chain_of_many_arms_stays_small():
    arms = list(range(40))
    letters = compact_letters(arms, [(a, b) for a in arms for b in arms if b > a + 5])
    assert len({*"".join(letters.values())}) == 35
