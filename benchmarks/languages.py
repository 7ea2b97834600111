"""How many articles lead to the other wording of their event, by language, with and without a declared language.

    python -m benchmarks.languages

Two wordings each of fictional events in languages of many scripts: `tests/support/wordings.tsv`.
"""

from __future__ import annotations

from tests.support.wordings import neighbours_right


def main() -> None:
    with_language, without = neighbours_right(declared=True), neighbours_right(declared=False)
    print("language  declared  detected")
    for language, (right, n) in with_language.items():
        print(f"{language:8}  {right:4}/{n}  {without[language][0]:6}/{n}")
    for name, counts in (("declared", with_language), ("detected", without)):
        print(f"{name}: {sum(right for right, _ in counts.values()) / sum(n for _, n in counts.values()):.3f}")


if __name__ == "__main__":
    main()
