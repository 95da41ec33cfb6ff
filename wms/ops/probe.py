"""`python -m wms.ops.probe URL`: exit 0 when it answers 200. For health checks of containers; no Django, 0.1 s."""

from __future__ import annotations

import os
import sys
import urllib.error
import urllib.request

SECONDS = 5


def answers(url: str) -> bool:
    """Asks under the first allowed host name: Django refuses the container's own."""
    host = os.environ.get("ALLOWED_HOSTS", "127.0.0.1").split(",")[0].strip()
    request = urllib.request.Request(url, headers={"Host": host})  # noqa: S310  the compose file's own addresses
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as response:  # noqa: S310
            return response.status == 200
    except (urllib.error.URLError, OSError):
        return False


if __name__ == "__main__":
    sys.exit(0 if answers(sys.argv[1]) else 1)
