"""Keras 2.3.1 on Python 3.9 and 3.10: it takes abstract base classes from `collections`.

Keras 2.4 of 2020 left Theano behind, and no release of the 2.3 series followed.
"""

from __future__ import absolute_import

from probes.inside.shims import removed_names, theano_blas


def apply():
    """Give Theano its BLAS and put back the names that Keras looks for."""
    theano_blas.apply()
    removed_names.put_back()
