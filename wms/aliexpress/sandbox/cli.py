"""The command line: start the imitation, print what a client needs, end on Ctrl-C or TERM."""

import argparse
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Sequence

from wms.aliexpress.sandbox import faults as fault_switches
from wms.aliexpress.sandbox import tokens
from wms.aliexpress.sandbox.server import Sandbox


def serve(
    port: int,
    seed: int,
    orders_per_minute: float,
    faults: Iterable[str],
    shops: tuple[str, ...] | None,
    ready: Callable[[Sandbox], None] | None = None,
    data_file: str | None = None,
) -> None:
    """Serve until INT or TERM (main thread) or `sandbox.shut_down()`; raises OSError when the port is taken."""
    sandbox = Sandbox(port, seed, orders_per_minute, shops, data_file)
    for text in faults:
        sandbox.faults.switch_text(text)
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, signal.SIGTERM):
            # shut_down waits for the loop that this handler interrupts, so it must run beside it
            signal.signal(number, lambda *_: threading.Thread(target=sandbox.shut_down, daemon=True).start())
    if ready:
        ready(sandbox)
    sandbox.run()


def announce(sandbox: Sandbox) -> list[str]:
    """The lines printed at start: fictitious keys, one line per shop, the address last."""
    world = sandbox.world
    pairs = {code: tokens.first_tokens(world, code) for code in world.shops}
    lines = [f"app_key={world.app_key}", f"app_secret={world.app_secret}", f"control_token={world.control_token}"]
    for code, pair in pairs.items():
        seller = world.shops[code].seller_id
        lines.append(f"shop={code} access_token={pair['access']} refresh_token={pair['refresh']} seller_id={seller}")
    first = next(iter(pairs.values()))
    return [*lines, f"access_token={first['access']}", f"listening={sandbox.url}"]


def _print(sandbox: Sandbox) -> None:
    sys.stdout.write("\n".join(announce(sandbox)) + "\n")
    sys.stdout.flush()


def main(argv: Sequence[str] | None = None) -> int:
    """Parse and serve; 2 for a wrong argument, 1 for a taken port or a state file of another seed."""
    parser = argparse.ArgumentParser(
        prog="aliexpress_sandbox", description="The AliExpress gateway imitated on loopback."
    )
    parser.add_argument("--port", type=int, required=True, help="0 takes a free port")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--orders-per-minute", type=float, default=0, metavar="R", help="orders of shop DEMO")
    parser.add_argument("--fault", nargs="+", action="extend", default=[], metavar="NAME[=VALUE]")
    parser.add_argument("--state", default=None, metavar="FILE", help="keep everything here across restarts")
    given = parser.parse_args(argv)
    unknown = [text for text in given.fault if text.partition("=")[0] not in fault_switches.DEFAULTS]
    if unknown:
        parser.error(f"unknown fault {unknown[0]}; known: {', '.join(fault_switches.DEFAULTS)}")
    try:
        serve(given.port, given.seed, given.orders_per_minute, given.fault, None, _print, given.state)
    except ValueError as refused:
        sys.stderr.write(f"aliexpress_sandbox: {refused}\n")
        return 1
    except OSError as refused:
        sys.stderr.write(f"aliexpress_sandbox: port {given.port}: {refused.strerror}\n")
        return 1
    return 0
