"""A bare client for the sandbox's own tests: signs, calls over real HTTP, reads envelopes as they are."""

import http.client
import json
import time
from urllib.parse import urlencode

from wms.aliexpress.sandbox import signature, tokens


class GatewayClient:
    """Calls one sandbox as one shop. Each call opens a connection of its own."""

    def __init__(self, sandbox, shop="DEMO", timeout=10):
        self.sandbox = sandbox
        self.timeout = timeout
        self.token = tokens.first_tokens(sandbox.world, shop)["access"]

    def system(self, **changed):
        """System parameters as SDKs send them; None leaves one out."""
        base = {
            "app_key": self.sandbox.world.app_key,
            "sign_method": "sha256",
            "timestamp": str(int(time.time() * 1000)),
            "format": "json",
            "v": "2.0",
        }
        return {key: value for key, value in (base | changed).items() if value is not None}

    def signed(self, parameters, api=""):
        secret = self.sandbox.world.app_secret
        sign = signature.compute(secret, api, parameters, parameters["sign_method"])
        return parameters | {"sign": sign}

    def send(self, verb, path, body=b"", headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.sandbox.port, timeout=self.timeout)
        try:
            connection.request(verb, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            connection.close()

    def post(self, path, parameters):
        head = {"Content-Type": "application/x-www-form-urlencoded"}
        status, _headers, body = self.send("POST", path, urlencode(parameters), head)
        assert status == 200
        return json.loads(body)

    def sync(self, method, simplify=True, **parameters):
        """A business call; dicts and lists become JSON text."""
        texts = {key: value if isinstance(value, str) else json.dumps(value) for key, value in parameters.items()}
        system = self.system(method=method, session=self.token, simplify="true" if simplify else "false")
        return self.post("/sync", self.signed(system | texts))

    def rest(self, path, **parameters):
        return self.post("/rest" + path, self.signed(self.system() | parameters, api=path))

    def control(self, verb, name, body=None, token=None):
        head = {"X-Sandbox-Control": token or self.sandbox.world.control_token}
        status, _headers, answer = self.send(verb, f"/_control/{name}", json.dumps(body or {}), head)
        return status, json.loads(answer)

    def stock(self, shop="DEMO", **units):
        """Show units at the front; SKU codes with _ for -."""
        named = {code.replace("_", "-"): count for code, count in units.items()}
        assert self.control("POST", "front", {"shop": shop, "units": named})[0] == 200

    def order(self, *lines, shop="DEMO", **more):
        """Place an order by control, return its id."""
        rows = [{"sku": sku, "quantity": units} for sku, units in lines]
        status, answer = self.control("POST", "orders", {"shop": shop, "lines": rows, **more})
        assert status == 200, answer
        return answer["order_id"]

    def state(self, shop="DEMO"):
        return self.control("GET", "state")[1]["shops"][shop]
