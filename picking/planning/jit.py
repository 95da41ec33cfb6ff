"""One switch between compiled kernels and the same code interpreted, so that a machine without numba still plans."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

try:
    numba: Any = import_module("numba")
except ImportError:
    numba = None


def kernel(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a kernel that runs without the interpreter lock; cached in NUMBA_CACHE_DIR, which the caller sets."""
    return numba.njit(cache=True, nogil=True)(function) if numba else function
