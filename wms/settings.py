"""Every setting, read from the environment once. Names and meanings: .env.example (a test compares the two)."""

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from wms.core.logs.config import FORMS, logging_config
from wms.env import env_bool, env_float, env_int, env_list, env_one_of, env_text

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env_text("DATA_DIR", str(BASE_DIR / "data"))).resolve()
DEBUG = env_bool("DEBUG", default=False)
DEMO = env_bool("DEMO", default=False)


def _secret_key() -> str:
    """The configured key; a demo makes one for itself and keeps it in DATA_DIR, so that a restart signs nobody out."""
    if os.environ.get("SECRET_KEY") or os.environ.get("SECRET_KEY_FILE") or not DEMO:
        return env_text("SECRET_KEY")
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    path = DATA_DIR / "secret_key"
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()


SECRET_KEY = _secret_key()
FIELD_KEYS = env_list(
    "FIELD_KEYS", default=[]
)  # Fernet keys, newest first; empty: derived from SECRET_KEY (demo, tests)
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.admin.apps.SimpleAdminConfig",  # ours alone is mounted: wms/ops/admin.py
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "wms.core",
    "wms.intake",
    "wms.notices",
    "wms.scan",
    "inventory",
    "picking",
    "packing",
    "wms.aliexpress",
    "wms.reports",
    "wms.api",
    "wms.ops",
]

MIDDLEWARE = [
    "wms.core.logs.requests.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "wms.core.middleware.SafetyHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "wms.core.middleware.ChosenLanguage",
    "wms.intake.uploads.RefuseLargeUploads",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "wms.urls"
WSGI_APPLICATION = "wms.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["wms.core.templatetags.zhunjian"],
        },
    }
]

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",  # DEFERRED upgrades fail with "database is locked" under two writers
    "timeout": 5,  # a scan waits at most this long for the one write lock
    "init_command": (
        "PRAGMA journal_mode=WAL;"
        f"PRAGMA synchronous={'NORMAL' if DEMO else 'FULL'};"
        "PRAGMA cache_size=-32768;PRAGMA temp_store=MEMORY;PRAGMA foreign_keys=ON;"
    ),
}


def _database(url: str) -> dict[str, object]:
    """DATABASE_URL as Django wants it: sqlite:///path, or postgresql://user:password@host:port/name."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        path = unquote(parts.path)
        # Kept open by each thread: who closes the last connection pays a checkpoint, who opens one pays the pragmas.
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": path, "CONN_MAX_AGE": None, "OPTIONS": SQLITE_OPTIONS}
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {"connect_timeout": 5},
        }
    raise ImproperlyConfigured("DATABASE_URL must begin with sqlite:/// or postgresql://")


DATABASES = {"default": _database(env_text("DATABASE_URL", f"sqlite:///{DATA_DIR / 'zhunjian.sqlite3'}"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "core.Person"
PASSWORD_HASHERS = ["wms.core.hashers.SmallArgon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/signin/"
PASSWORD_RESET_TIMEOUT = 86_400  # a link to set a password is good for a day
LOGIN_REDIRECT_URL = "/"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "wms" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

MESSAGE_TAGS = {25: "ok", 30: "warn", 40: "stop"}  # django.contrib.messages' levels in the sheet's words

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True  # static/ is served as it lies in the image; nothing is collected
MEDIA_ROOT = DATA_DIR / "media"

SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # labels and lists are PDFs shown in frames of our own pages
BEHIND_HTTPS = env_bool("BEHIND_HTTPS", default=False)
if BEHIND_HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31536000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]  # asked from inside, without TLS
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FILES = 500
UPLOAD_MAX_MEGABYTES = env_int("UPLOAD_MAX_MEGABYTES", default=50)  # nginx's client_max_body_size stands above it

# Broker: Redis when given, else files in DATA_DIR. It only carries nudges; the truth is in the database.
REDIS_URL = env_text("REDIS_URL", "")
BROKER_DIR = DATA_DIR / "broker"
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "wms.core.forgiving_cache.ForgivingRedis",
            "LOCATION": REDIS_URL,
            "OPTIONS": {"socket_connect_timeout": 0.25, "socket_timeout": 0.5},  # a lost Redis must not hang a scan
        }
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# Outbox (PROTOCOLS 3). Tests shorten lease and sweep.
OUTBOX_LEASE_SECONDS = env_float("OUTBOX_LEASE_SECONDS", default=15.0)
OUTBOX_SWEEP_SECONDS = env_float("OUTBOX_SWEEP_SECONDS", default=2.0)
OUTBOX_RETRY_LADDER_SECONDS = [
    float(rung) for rung in env_list("OUTBOX_RETRY_LADDER_SECONDS", default=["0", "2", "8", "30", "60"])
]

# Notices: mail, links into the desk, where webhooks may lead
PUBLIC_URL = env_text("PUBLIC_URL", "").rstrip("/")
EMAIL_HOST = env_text("EMAIL_HOST", "")
EMAIL_PORT = env_int("EMAIL_PORT", default=587)
EMAIL_HOST_USER = env_text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env_text("EMAIL_HOST_PASSWORD", "")
EMAIL_SECURITY = env_text("EMAIL_SECURITY", "starttls")
if EMAIL_SECURITY not in {"starttls", "tls", "none"}:
    raise ImproperlyConfigured(f"EMAIL_SECURITY must be starttls, tls or none, not {EMAIL_SECURITY!r}")
EMAIL_USE_TLS, EMAIL_USE_SSL = EMAIL_SECURITY == "starttls", EMAIL_SECURITY == "tls"
EMAIL_TIMEOUT = 3
EMAIL_BACKEND = "wms.notices.peers.smtp.Backend"
MAIL_FROM = env_text("MAIL_FROM", "zhunjian@localhost")
NOTICES_ALLOW_PRIVATE = env_bool("NOTICES_ALLOW_PRIVATE", default=False)

# Printers that the server reaches itself
PRINTER_CONNECT_SECONDS = env_float("PRINTER_CONNECT_SECONDS", default=2.0)
PRINTER_SEND_SECONDS = env_float("PRINTER_SEND_SECONDS", default=8.0)

# AliExpress
ALIEXPRESS_DEADLINE_SECONDS = env_float("ALIEXPRESS_DEADLINE_SECONDS", default=3.0)  # [M13]
ALIEXPRESS_ALLOW_PLAIN_HTTP_LOOPBACK = env_bool("ALIEXPRESS_ALLOW_PLAIN_HTTP_LOOPBACK", default=DEMO)  # [M21]
SANDBOX_URL = env_text("SANDBOX_URL", "")

WEB_THREADS = env_int("WEB_THREADS", default=4)
_can_share = bool(REDIS_URL) and DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql"
WEB_WORKERS = env_int("WEB_WORKERS", default=2 if _can_share else 1)  # processes share what they cache only in Redis
LOG_LEVEL = env_one_of("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), default="INFO")
LOG_FORM = env_one_of("LOG_FORM", tuple(FORMS), default="words" if DEMO else "json")
METRICS_TOKEN = env_text("METRICS_TOKEN", "")  # without one, /metrics answers this machine only

# The API (docs/api.md)
API_REQUESTS_PER_MINUTE = env_int("API_REQUESTS_PER_MINUTE", default=600)
API_BODY_MAX_BYTES = env_int("API_BODY_MAX_BYTES", default=1_048_576)
REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "wms.api.openapi.HouseSchema",
    "DEFAULT_AUTHENTICATION_CLASSES": ["wms.api.authentication.BearerToken"],
    "DEFAULT_PERMISSION_CLASSES": ["wms.api.authentication.HasScope"],
    "DEFAULT_THROTTLE_CLASSES": ["wms.api.throttling.TokenThrottle"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "wms.api.paging.KeysetPages",
    "EXCEPTION_HANDLER": "wms.api.problems.answer",
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_METADATA_CLASS": None,
    "URL_FORMAT_OVERRIDE": None,
    "COERCE_DECIMAL_TO_STRING": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Zhunjian API",
    "DESCRIPTION": "SKUs, stock, inbound, orders, waves, parcels, work items and events of your warehouses. "
    "Every call carries a token that an administrator made at the desk.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": ["wms.api.openapi.say_what_every_call_has"],
}

LOGGING = logging_config(form=LOG_FORM, level=LOG_LEVEL)
