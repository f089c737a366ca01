"""Work in small steps, which can be taken while something else is waited for."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Steps(Generic[T]):
    """Iterated over, it does the work step by step and never fails; `result()` does the rest and tells how it ended."""

    def __init__(self, work: Generator[None, None, T]) -> None:
        self._work = work
        self._results: list[T] = []
        self._failure: Exception | None = None

    def __iter__(self) -> Iterator[None]:
        return self

    def __next__(self) -> None:
        if self._results or self._failure is not None:
            raise StopIteration
        try:
            next(self._work)
        except StopIteration as end:
            self._results.append(end.value)
            raise StopIteration from None
        except Exception as error:
            self._failure = error
            raise StopIteration from None

    def result(self) -> T:
        """What the work returned. Raises what it raised."""
        for _ in self:
            pass
        if self._failure is not None:
            raise self._failure
        return self._results[0]
