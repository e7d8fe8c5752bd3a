"""Blocks (upstream master of September 2018) on Python 3.10 and earlier.

It takes abstract base classes from `collections`, which Python 3.10 no longer has there.
"""

from __future__ import absolute_import

from probes.inside.shims import removed_names, theano_blas


def apply():
    """Give Theano its BLAS and put back the names that Blocks looks for."""
    theano_blas.apply()
    removed_names.put_back()
