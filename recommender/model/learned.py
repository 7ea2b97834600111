"""What the parts of this room that learn share: a snapshot keeps their parameters and what they have learned.

They have the methods of scikit-learn's transformers without being of its classes: what serves a trained model is then
loaded in a fraction of the time that scikit-learn takes to import. `recommender.model.estimators` makes transformers of
them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from inspect import signature
from typing import Any, ClassVar, Self

from numpy.typing import NDArray

from recommender.errors import SnapshotError
from recommender.snapshots import parameters_of


class Learned(ABC):
    """A part that can be built again from what a snapshot keeps of it.

    Attributes:
        part: What it is called in a snapshot.
    """

    part: ClassVar[str]

    @classmethod
    def from_arrays(cls, params: object, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Return a fitted part.

        Args:
            params: Its parameters by name, as `get_params` gave them.
            arrays: What it has learned, as `to_arrays` gave it; arrays are not copied.

        Raises:
            SnapshotError: The parameters are not those of this version, or one is out of its range; or the arrays are
                missing or do not fit together.
        """
        learned = cls(**parameters_of(params, cls.part, cls().get_params()))
        try:
            learned._check_parameters()
        except (TypeError, ValueError) as error:
            raise SnapshotError(cls.part, "parameters within their ranges", str(error)) from None
        learned._restore(arrays)
        return learned

    def get_params(self, deep: bool = True) -> dict[str, Any]:  # noqa: ARG002
        """Return the parameters by name, sorted; no parameter has parameters of its own, so `deep` changes nothing."""
        return {name: getattr(self, name) for name in sorted(signature(type(self)).parameters)}

    @abstractmethod
    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return what was learned as named plain arrays."""

    @abstractmethod
    def _check_parameters(self) -> None:
        """Check the parameters, which are set unchecked, as scikit-learn does.

        Raises:
            TypeError: One is of the wrong type.
            ValueError: One is out of its range.
        """

    @abstractmethod
    def _restore(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Take over what was learned; raises `SnapshotError` when the arrays are missing or do not fit together."""


def check_is_fitted(learned: object) -> None:
    """Make sure that a part has learned something: that it has an attribute whose name ends with an underscore.

    Raises:
        sklearn.exceptions.NotFittedError: It has none.
    """
    if not any(name.endswith("_") for name in vars(learned)):
        from sklearn.exceptions import NotFittedError  # takes seconds to import

        raise NotFittedError(f"{type(learned).__name__}: expected a fitted one; call fit first")
