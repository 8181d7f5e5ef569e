"""A few rounds of uploads that are killed at random moments; `python -m tests.faults.upload_kills` does 200."""

from __future__ import annotations

import pytest

from tests.faults import upload_kills


@pytest.mark.timeout(60)
def test_U3_after_any_number_of_kills_the_repository_equals_the_folder() -> None:
    upload_kills.run(2, seed=7, quiet=True)
