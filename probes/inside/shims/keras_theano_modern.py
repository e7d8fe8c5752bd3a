"""Keras 2.3.1 on Theano 1.0.5 on Python 3.11: what each of the two needs."""

from __future__ import absolute_import

from probes.inside.shims import removed_names, theano_modern


def apply():
    """Prepare Theano for Python 3.11 and put back the names that Keras looks for."""
    theano_modern.apply()
    removed_names.put_back()
