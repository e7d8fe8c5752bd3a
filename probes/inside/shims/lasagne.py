"""Lasagne 0.1 on Theano 0.9 and later.

Lasagne's last release on the package index (August 2015) imports `theano.tensor.signal.downsample`,
which Theano 0.9 removed after folding it into `pool` (Theano release notes, 0.9.0: "Remove
`theano.tensor.signal.downsample`, use `pool`"). The module is put back with the names that Lasagne
0.1 uses; `pool_2d`'s arguments were renamed from ds/st/padding to ws/stride/pad.
"""

from __future__ import absolute_import

import sys
import types

from probes.inside.shims import theano_blas


def apply():
    """Prepare Theano's flags, then import Theano and give it the module."""
    theano_blas.apply()
    add_downsample()


def add_downsample():
    """Give Theano the module `theano.tensor.signal.downsample`, unless it has one."""
    import theano.tensor.signal
    from theano.tensor.signal import pool

    if hasattr(theano.tensor.signal, "downsample"):
        return
    try:
        import theano.tensor.signal.downsample  # noqa: F401

        return
    except ImportError:
        pass

    def max_pool_2d(input, ds, ignore_border=None, st=None, padding=(0, 0), mode="max"):  # noqa: A002
        return pool.pool_2d(
            input, ws=ds, ignore_border=ignore_border, stride=st, pad=padding, mode=mode
        )

    module = types.ModuleType("theano.tensor.signal.downsample")
    module.max_pool_2d = max_pool_2d
    module.DownsampleFactorMax = pool.Pool
    sys.modules[module.__name__] = module
    theano.tensor.signal.downsample = module
