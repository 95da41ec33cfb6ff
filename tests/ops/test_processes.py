"""A child whose parent died before it could ask the kernel would never be told: it must look for itself."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

ASK = "import os, sys; from wms.ops.processes import die_with_parent; die_with_parent(int(sys.argv[1])); print('lives')"


@pytest.mark.parametrize(("parent", "status", "said"), [(os.getpid(), 0, "lives\n"), (1 << 22, 1, "")])
def test_a_child_lives_only_while_the_parent_it_was_born_to_does(parent: int, status: int, said: str) -> None:
    child = subprocess.run([sys.executable, "-c", ASK, str(parent)], capture_output=True, text=True, check=False)
    assert (child.returncode, child.stdout) == (status, said)
