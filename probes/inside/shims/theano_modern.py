"""Theano 1.0.5 on Python 3.11.

Theano's last release (2020) is older than Python 3.11. What broke, and what is done here:

- Theano's scan is driven by C code that an old Cython generated (theano/scan_module/c_code). It
  includes longintrepr.h, which Python 3.11 moved (What's New In Python 3.11, "Porting to Python
  3.11" of the C API), so it does not compile. Its import is made to fail: scan then takes the
  Python loop that Theano has for machines without a compiler (scan_op.py, `Scan.make_thunk`).
  Results are the same; each step of a scan costs more.
- The BLAS is found as in `theano_blas`.
"""

from __future__ import absolute_import

import sys

from probes.inside.shims import theano_blas


def apply():
    """Prepare `sys.modules` and THEANO_FLAGS for the import of Theano."""
    theano_blas.apply()
    # None in sys.modules makes the import system raise ImportError.
    sys.modules["theano.scan_module.scan_perform_ext"] = None
