"""`python -m wms.ops.topology --folder F [--demo]`: production's processes on loopback, without an engine."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from wms.ops.topology.compose import ROOT
from wms.ops.topology.run import run


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m wms.ops.topology", description=__doc__)
    parser.add_argument(
        "--folder", type=Path, required=True, help="everything of it lies here; found by a second start"
    )
    parser.add_argument("--demo", action="store_true", help="with the imitated platform and simulate's warehouse")
    options = parser.parse_args(arguments)
    folder = options.folder.resolve()
    os.chdir(ROOT)
    return run(folder, has_demo=options.demo)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
