"""The product's settings, with what only tests need otherwise. DATABASE_URL and REDIS_URL come from tests/servers."""

import os
import re
import tempfile

os.environ.setdefault("LOG_LEVEL", "WARNING")  # a walk over every page would drown what failed
os.environ.setdefault("SECRET_KEY", "tests-only-secret-key-of-more-than-fifty-characters-000000")
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
if "DATA_DIR" not in os.environ or os.environ.get("TESTS_DATA_DIR_OF", WORKER) != WORKER:
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="zhunjian-tests-")  # what a test starts uses it, too
    os.environ["TESTS_DATA_DIR_OF"] = WORKER
if WORKER and os.environ.get("REDIS_URL"):  # each worker empties its cache before every test
    os.environ["REDIS_URL"] = re.sub(r"/\d*$", f"/{int(WORKER[2:]) + 1}", os.environ["REDIS_URL"])

from wms.settings import *  # noqa: E402, F403  needs the environment above

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
ALLOWED_HOSTS = ["*"]
ALIEXPRESS_ALLOW_PLAIN_HTTP_LOOPBACK = True
INSTALLED_APPS = [*INSTALLED_APPS, "tests.scan.kit"]  # noqa: F405
FIELD_KEYS = ["dGVzdHMtb25seS1maWVsZC1rZXktMzItYnl0ZXMhISE="]
