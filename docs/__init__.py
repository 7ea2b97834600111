"""The documentation, and what makes its pages from the code. Nothing of it is in the wheel."""
