"""One switch between compiled kernels and the same code interpreted, so that a machine without numba still plans."""

from collections.abc import Callable
from typing import Any

try:
    import numba
except ImportError:  # pragma: no cover - the fallback is tested by calling the undecorated functions
    numba = None

COMPILED = numba is not None


def kernel(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a kernel without the interpreter lock; the cache folder is NUMBA_CACHE_DIR, set by the caller.

    `function` stays reachable as `.py_func`, also when numba is missing.
    """
    if numba is None:
        function.py_func = function  # type: ignore[attr-defined]
        return function
    return numba.njit(cache=True, nogil=True)(function)  # type: ignore[no-any-return]
