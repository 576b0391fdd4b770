"""Assumptions by name: what they allow and what is refused."""

from itertools import product

import pytest

from spbe_analysis.analysis.assumptions import Assumptions, parse_assumptions
from spbe_analysis.errors import ParameterError


def test_names_are_kept_and_steps_count_per_year():
    found = parse_assumptions(["no-fall", "max-step=2"], years_between=2)
    assert found == Assumptions(no_fall=True, max_step=4, names=("no-fall", "max-step=2"))
    assert parse_assumptions([]) == Assumptions()
    assert parse_assumptions(["max-step=0"]).max_step == 0


def test_allowed_pairs_by_their_definition():
    for no_fall, step in product((False, True), (None, 0, 1, 2, 9)):
        ties = Assumptions(no_fall, step)
        expected = [
            (a, b)
            for a in range(1, 6)
            for b in range(2, 5)
            if (b >= a or not no_fall) and (step is None or abs(b - a) <= step)
        ]
        assert list(ties.allowed_pairs(range(1, 6), range(2, 5))) == expected
    assert Assumptions(no_fall=True).allowed_pairs((5,), (1, 2)) == ()


@pytest.mark.parametrize(
    "texts",
    [
        ["nofall"],
        ["no-fall=1"],
        ["max-step"],
        ["max-step="],
        ["max-step=two"],
        ["max-step=-1"],
        ["max-step=1.5"],
        ["max-step=²"],
        ["no-fall", "no-fall"],
        ["max-step=1", "max-step=2"],
        [""],
        [3],
    ],
)
def test_refuses_what_is_not_an_assumption(texts):
    with pytest.raises(ParameterError, match="assumptions cannot be used"):
        parse_assumptions(texts)


def test_lists_every_fault_at_once():
    with pytest.raises(ParameterError) as error:
        parse_assumptions(["falls", "max-step=x", "no-fall=yes", "no-fall", "no-fall"])
    assert len(error.value.problems) == 4


def test_steps_a_year_need_a_year():
    with pytest.raises(ParameterError, match="0 years apart"):
        parse_assumptions(["max-step=2"], years_between=0)
    assert parse_assumptions(["no-fall"], years_between=0).no_fall
