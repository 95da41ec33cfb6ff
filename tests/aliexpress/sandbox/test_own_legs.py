"""The sandbox shares no code with our client: a wrong sign must not agree with itself."""

import ast
import sys
from pathlib import Path

import wms.aliexpress.sandbox

HERE = Path(wms.aliexpress.sandbox.__file__).parent


def imported(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports say their whole name"
            yield node.module


def test_sandbox_imports_the_standard_library_and_itself_only():
    files = sorted(HERE.rglob("*.py"))
    assert len(files) > 20
    strange = {
        (path.name, name)
        for path in files
        for name in imported(path)
        if name.partition(".")[0] not in sys.stdlib_module_names and not name.startswith("wms.aliexpress.sandbox")
    }
    assert strange == set()
