"""The AliExpress gateway imitated on loopback, on its own legs: standard library only, none of our client's code.

Doors: `main(argv)` for commands, `serve(...)` to run one in this process, `server.Sandbox` for tests, `catalogue` as
data. The wire follows the public documents and clients; what is an invention of ours is said where it stands:
`aliexpress.inventory.state.push` and `.query` (methods/stock.py), the line tags (order_views.py), faults and
their table (faults.py), and `/_control` (control.py).
"""

from collections.abc import Callable, Iterable, Sequence

__all__ = ["main", "serve"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; see `--help`."""
    from wms.aliexpress.sandbox import cli

    return cli.main(argv)


def serve(
    port: int,
    seed: int = 1,
    orders_per_minute: float = 0,
    faults: Iterable[str] = (),
    shops: tuple[str, ...] | None = None,
    ready: Callable | None = None,
    data_file: str | None = None,
) -> None:
    """Serve on 127.0.0.1 until interrupted. `faults` are NAME or NAME=VALUE; `ready(sandbox)` is called when bound."""
    from wms.aliexpress.sandbox import cli

    cli.serve(port, seed, orders_per_minute, faults, shops, ready, data_file)
