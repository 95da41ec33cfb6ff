"""One sandbox on a free loopback port for each test."""

import pytest

from tests.aliexpress.sandbox.gateway_client import GatewayClient
from wms.aliexpress.sandbox.server import Sandbox


@pytest.fixture
def sandbox():
    with Sandbox(seed=7, poll_seconds=0.01) as running:
        yield running


@pytest.fixture
def gateway(sandbox):
    return GatewayClient(sandbox)


@pytest.fixture
def sim(sandbox):
    return GatewayClient(sandbox, shop="SIM")
