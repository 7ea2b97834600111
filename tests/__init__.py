"""The tests; what they share tells in full what it expected."""

import pytest

pytest.register_assert_rewrite("tests.support.serving")
