"""Names of the standard library that newer Pythons removed and old frameworks still use.

- The abstract base classes left `collections` in Python 3.10 for `collections.abc` (What's New In
  Python 3.10, "Removed").
- `inspect.getargspec` left in Python 3.11 (What's New In Python 3.11, "Removed"). `getfullargspec`
  answers with a longer tuple, so it is cut to the four old fields.
"""

from __future__ import absolute_import

import collections
import inspect


def put_back():
    """Put the removed names back where this Python no longer has them."""
    try:
        from collections import abc
    except ImportError:  # Python 2 has them in their old place
        return
    for name in abc.__all__:
        if not hasattr(collections, name):
            setattr(collections, name, getattr(abc, name))
    if not hasattr(inspect, "getargspec"):
        fields = collections.namedtuple("ArgSpec", "args varargs keywords defaults")
        inspect.getargspec = lambda function: fields(*inspect.getfullargspec(function)[:4])
