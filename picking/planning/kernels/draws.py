"""Random numbers of the kernels: the same from a seed, compiled or interpreted."""

# mypy: disable-error-code="no-any-return"
# Kernels take arrays of any shape; numba types them when it compiles.

from typing import Any

from picking.planning.jit import kernel

MASK32 = 0xFFFFFFFF


@kernel
def draw(seed: Any) -> int:
    """The next 32-bit number of xorshift; in int64, so that compiled and interpreted runs agree."""
    x = seed[0]
    x ^= (x << 13) & MASK32
    x ^= x >> 17
    x ^= (x << 5) & MASK32
    seed[0] = x
    return x


@kernel
def draw_below(seed: Any, limit: int) -> int:
    """A whole number in [0, limit)."""
    return (draw(seed) * limit) >> 32
