"""Give Theano a BLAS: the OpenBLAS that scipy's wheel carries.

Theano links its compiled code against a BLAS named by the flag `blas.ldflags`. Its default asks
numpy.distutils for the BLAS that NumPy was built with (theano/configdefaults.py,
`default_blas_ldflags`), which NumPy's wheels do not answer usefully, and without one Theano calls
NumPy from C for every product. The wheels of scipy 1.4 to 1.14 carry an OpenBLAS with plain symbol
names; those of NumPy from 1.22 carry symbols with a 64-bit suffix, which Theano cannot use.
"""

from __future__ import absolute_import

import glob
import os
import sys


def apply():
    """Add `blas.ldflags` to THEANO_FLAGS, unless the user's flags name one."""
    flags = os.environ.get("THEANO_FLAGS", "")
    if "blas.ldflags" in flags:
        return
    setting = "blas.ldflags=" + _scipy_openblas()
    os.environ["THEANO_FLAGS"] = ",".join(part for part in (flags, setting) if part)


def _scipy_openblas():
    """Linker flags for scipy's OpenBLAS, or nothing where it is not found or cannot be named.

    Found without importing scipy. Theano splits its flags at commas and blanks, so that a path with
    either cannot be given.
    """
    for place in sys.path:
        for library in sorted(glob.glob(os.path.join(place, "scipy.libs", "libopenblas*.so"))):
            folder, name = os.path.split(os.path.abspath(library))
            if " " in folder or "," in folder:
                return ""
            # Theano adds the run-time path of each -L folder by itself (cmodule.std_lib_dirs).
            return "-L%s -l%s" % (folder, name[len("lib") : -len(".so")])
    return ""
