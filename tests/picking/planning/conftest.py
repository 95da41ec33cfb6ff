"""Compiled kernels are kept between test runs; the folder must be known before numba is first imported."""

import os
from pathlib import Path

os.environ.setdefault("NUMBA_CACHE_DIR", str(Path(__file__).resolve().parents[3] / ".pytest_cache" / "numba"))
