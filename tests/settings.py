"""The product's settings, with what only tests need otherwise. DATABASE_URL and REDIS_URL come from tests/servers."""

import os
import tempfile

os.environ.setdefault("SECRET_KEY", "tests-only-secret-key-of-more-than-fifty-characters-000000")
if "DATA_DIR" not in os.environ:  # a process that a test starts uses its parent's, and conftest removes it
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="zhunjian-tests-")

from wms.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
ALLOWED_HOSTS = ["*"]
ALIEXPRESS_ALLOW_PLAIN_HTTP_LOOPBACK = True
INSTALLED_APPS = [*INSTALLED_APPS, "tests.scan.kit"]  # noqa: F405
FIELD_KEYS = ["dGVzdHMtb25seS1maWVsZC1rZXktMzItYnl0ZXMhISE="]
