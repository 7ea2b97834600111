"""What the estimators of this room share: a snapshot keeps their parameters and what they have learned."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, Self

from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin

from recommender.errors import SnapshotError
from recommender.snapshots import parameters_of


class Estimator(TransformerMixin, BaseEstimator, ABC):  # type: ignore[misc]
    """A scikit-learn transformer that can be built again from what a snapshot keeps of it.

    Attributes:
        part: What it is called in a snapshot.
    """

    part: ClassVar[str]

    @classmethod
    def from_arrays(cls, params: object, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Return a fitted estimator.

        Args:
            params: Its parameters by name, as `get_params` gave them.
            arrays: What it has learned, as `to_arrays` gave it; arrays are not copied.

        Raises:
            SnapshotError: The parameters are not those of this version, or one is out of its range; or the arrays are
                missing or do not fit together.
        """
        estimator = cls(**parameters_of(params, cls.part, cls().get_params()))
        try:
            estimator._check_parameters()
        except (TypeError, ValueError) as error:
            raise SnapshotError(cls.part, "parameters within their ranges", str(error)) from None
        estimator._restore(arrays)
        return estimator

    @abstractmethod
    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return what was learned as named plain arrays."""

    @abstractmethod
    def _check_parameters(self) -> None:
        """Check the parameters, which scikit-learn sets unchecked.

        Raises:
            TypeError: One is of the wrong type.
            ValueError: One is out of its range.
        """

    @abstractmethod
    def _restore(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Take over what was learned; raises `SnapshotError` when the arrays are missing or do not fit together."""
