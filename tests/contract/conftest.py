"""Clients that others wrote, set against a running sandbox: what agrees with them is not only our own opinion."""

import importlib
import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.aliexpress.sandbox.gateway_client import GatewayClient
from tests.contract.scripted_gateway import scripted
from tests.tools import install
from wms.aliexpress.sandbox.server import Sandbox

HERE = Path(__file__).parent


@pytest.fixture
def sandbox():
    with Sandbox(seed=11, poll_seconds=0.01) as running:
        yield running


@pytest.fixture
def shop(sandbox):
    """The control side of shop DEMO, and its printed token."""
    return GatewayClient(sandbox)


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    """Both clients write ~/logs, so they get a home of their own."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def lazop(home):
    """PyPI lazop-sdk: strict /rest with the path in the address, all parameters in the form body."""
    before = os.environ.get("HOME")
    os.environ["HOME"] = str(home)
    try:
        return importlib.import_module("lazop_sdk.base")
    finally:
        os.environ.pop("HOME") if before is None else os.environ.update(HOME=before)


@pytest.fixture
def script(lazop):
    """A gateway that is not our sandbox."""
    yield from scripted(lazop.sign)


@pytest.fixture(scope="session")
def npm_client(home):
    """npm aliexpress-api-sdk: a port of the platform's own SDK; all parameters in the query of a POST."""
    node = install(HERE)

    def run(sandbox, *calls, secret=None):
        world = sandbox.world
        job = {"url": sandbox.url, "key": world.app_key, "secret": secret or world.app_secret, "calls": calls}
        done = subprocess.run(
            [node, str(HERE / "drive.cjs")],
            input=json.dumps(job),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            env={"PATH": os.environ["PATH"], "HOME": str(home)},
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run
