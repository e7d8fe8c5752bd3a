"""Lasagne 0.1 on Theano 1.0.5 on Python 3.11: what each of the two needs."""

from __future__ import absolute_import

from probes.inside.shims import lasagne, theano_modern


def apply():
    """Prepare Theano for Python 3.11, then give it the module that Lasagne looks for."""
    theano_modern.apply()
    lasagne.add_downsample()
