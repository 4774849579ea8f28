"""What is kept in memory: up to a number of bytes, what was used least recently goes first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Kept(Generic[Key, Value]):
    """A bounded mapping. It is of one thread."""

    def __init__(self, most: int) -> None:
        """most: bytes."""
        self.most, self.bytes = most, 0
        self._values: OrderedDict[Key, tuple[Value, int]] = OrderedDict()

    def get(self, key: Key) -> Value | None:
        """What is kept under the key; None where nothing is."""
        found = self._values.get(key)
        if found is None:
            return None
        self._values.move_to_end(key)
        return found[0]

    def put(self, key: Key, value: Value, size: int) -> None:
        """Keeps a value of `size` bytes, unless it would take more than a quarter of the room."""
        if size > self.most // 4:
            return
        if (former := self._values.pop(key, None)) is not None:
            self.bytes -= former[1]
        self._values[key] = value, size
        self.bytes += size
        while self.bytes > self.most:
            self.bytes -= self._values.popitem(last=False)[1][1]

    def __len__(self) -> int:
        return len(self._values)
