"""Stands for both of upstream's generators and gives the values that a case fixes; ranges of one value need no draw."""

from dataclasses import dataclass

import numpy as np


@dataclass
class Share:
    """Of the range that upstream asks for: a number, or one for each of an array of ranges."""

    value: object

    def of_reals(self, low, high):
        return low + self.value * (high - low)

    def of_integers(self, low, end):
        """From low up to, and without, the end."""
        made = low + np.floor(np.asarray(self.value) * (np.asarray(end) - low)).astype(int)
        return int(made) if made.ndim == 0 else made


@dataclass
class Order:
    """What upstream shuffles comes into this order."""

    places: list

    def of(self, items):
        return [items[place] for place in self.places]


class Queue:
    def __init__(self, values):
        self.values = list(values)

    def _next(self):
        return self.values.pop(0)

    def _real(self, low, high):
        if low is not None and low == high:
            return low
        value = self._next()
        return value.of_reals(low, high) if isinstance(value, Share) else value

    def _integer(self, low, end, fixed=False):
        if fixed:
            return low
        value = self._next()
        return value.of_integers(low, end) if isinstance(value, Share) else value

    def random(self):
        return self._next()

    def uniform(self, *given, a=None, b=None, low=None, high=None, size=None):
        low, high = (a, b) if low is None else (low, high)
        low, high, size = (*given, size)[:3] if given else (low, high, size)
        if size is None:
            return self._real(low, high)
        return np.array([self._real(low, high) for _ in range(int(np.prod(size)))]).reshape(size)

    def randint(self, low, high):
        return self._integer(low, high + 1, low == high)

    def integers(self, low, high, size=None):
        return self._integer(low, high) if size is None else np.array([self._next() for _ in range(size)])

    def randrange(self, low, high, step=None):
        return self._next() if step is None else self._integer(low, high, low == high - step + 1)

    def choice(self, items):
        return self._next()

    def sample(self, items, k):
        return self._next()

    def gauss(self, mean, std):
        return self._next()

    def normal(self, loc, scale, size=()):
        return np.array([self._next() for _ in range(int(np.prod(size)))]).reshape(size)[()]

    def shuffle(self, items):
        value = self._next()
        items[:] = value.of(list(items)) if isinstance(value, Order) else value


def shares(*values):
    return [Share(value) for value in values]
