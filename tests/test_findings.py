"""The sentences of findings: what is put into them leaves them sentences."""

import pytest

from pipeline.findings import find
from pipeline.nearest import did_you_mean_or_stop
from tests.formbuilder import CompletedForm
from tests.reading import read_result


def test_a_label_that_ends_in_a_colon_has_one_colon_in_a_sentence_and_stays_as_printed_in_the_facts() -> None:
    found = find("not_found", label="Age Score:")
    assert found.message == "Age Score: this question was not found on the form."
    assert found.facts == {"label": "Age Score:"}


def test_no_finding_of_a_form_has_two_colons() -> None:
    result = read_result(CompletedForm().put("age_score", "some"))
    (found,) = [each for each in result.findings if each.field == "age_score" and each.code == "unclear_answer"]
    assert found.message.startswith("Age Score: the entry can't be read")


@pytest.mark.parametrize(
    ("code", "facts"),
    [
        ("tracked_changes", {"count": 1, "labels": "Total", "totals": ""}),
        ("hidden_rows", {"rows": 1, "columns": 0}),
        ("level_blocked", {"rows": 1}),
    ],
)
def test_one_of_a_kind_is_no_plural(code: str, facts: dict[str, str | int]) -> None:
    assert not any(f"1 {many}" in find(code, **facts).message for many in ("tracked changes", "rows"))


def test_a_sentence_that_asks_has_no_full_stop() -> None:
    assert did_you_mean_or_stop("polce", ["police"]) == "; did you mean 'police'?"
    assert did_you_mean_or_stop("polce", ["tables"]) == "."


@pytest.mark.parametrize(("number", "said"), [(1, "(1 character)"), (12, "(12 characters)")])
def test_one_character_is_not_many(number: int, said: str) -> None:
    assert find("unread_text", characters=number).message.endswith(f"{said}.")
