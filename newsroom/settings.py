"""Settings, read from top to bottom; everything that differs between machines comes from the environment.

The table in README.md lists every variable. What is missing or malformed stops the start with one clear line.
"""

import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _

from newsroom import __version__
from newsroom.faults import report_to

BASE_DIR = Path(__file__).resolve().parent.parent


def flag(name: str, default: bool = False) -> bool:
    """The switch `name`: 1, true, yes or on; 0, false, no or off."""
    value = os.environ.get(name, "").strip().lower()
    if value in ("1", "true", "yes", "on"):
        return True
    if value in ("0", "false", "no", "off"):
        return False
    if value:
        raise ImproperlyConfigured(f"{name}={value!r} is neither on nor off: use 1 or 0.")
    return default


def number(name: str, default: int) -> int:
    """The whole number `name`."""
    value = os.environ.get(name, "").strip() or str(default)
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name}={value!r} is not a whole number.")
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    """The comma-separated list `name`, without empty items."""
    return [item.strip() for item in os.environ.get(name, default).split(",") if item.strip()]


def choice(name: str, *known: str) -> str:
    """The word `name`, one of those known; the first where nothing is said."""
    value = os.environ.get(name, "").strip().lower() or known[0]
    if value not in known:
        raise ImproperlyConfigured(f"{name}={value!r} is none of: {', '.join(known)}.")
    return value


def needing(name: str, library: str) -> str:
    """The text `name`, for which a library has to be installed that is not needed else."""
    value = os.environ.get(name, "").strip()
    if value and not find_spec(library):
        raise ImproperlyConfigured(f"{name} needs what requirements-many.txt lists: pip install -r it.")
    return value


def folder(name: str, default: Path) -> Path:
    """The folder `name`, made if it is missing."""
    path = Path(os.environ.get(name) or default)
    path.mkdir(parents=True, exist_ok=True)
    return path


def database(address: str) -> dict[str, Any]:
    """Django's settings for `sqlite:///path` or `postgres://user:password@host:port/name?option=value`."""
    parts = urlsplit(address)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": parts.path[1:] or ":memory:",
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728;",
            },
        }
    if parts.scheme in ("postgres", "postgresql"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path[1:]),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {
                "prepare_threshold": 0,  # for articles/prepared.py
                "options": "-c jit=off",  # compiling a page's queries takes longer than answering them
                **dict(parse_qsl(parts.query)),
            },
        }
    raise ImproperlyConfigured("DATABASE_URL must begin with sqlite:/// or postgres://.")


def replica(address: str) -> dict[str, Any]:
    """The same for a copy: whether it answers is known within seconds, for there is another one to ask."""
    if not address.startswith(("postgres://", "postgresql://")):
        raise ImproperlyConfigured("DATABASE_REPLICA_URL must begin with postgres://.")
    made = database(address)
    quick = {"connect_timeout": "2", "tcp_user_timeout": "3000", "keepalives_idle": "5"}
    return {**made, "CONN_HEALTH_CHECKS": False, "OPTIONS": {**quick, **made["OPTIONS"]}}


def last_change(code: Path) -> int:
    """When a file that makes pages changed last, in nanoseconds: it tells two states of a working copy apart."""
    patterns = (
        "templates/**/*.html",
        "newsroom/static/**/*.*",
        "newsroom/locale/**/*.mo",
        "*/*.py",
        "*/*/*.py",
    )
    return max(file.stat().st_mtime_ns for pattern in patterns for file in code.glob(pattern))


def secret_key() -> str:
    """SECRET_KEY; in the demonstration a key of its own in an ignored file, in tests any."""
    if key := os.environ.get("SECRET_KEY") or TESTING * "only for tests":
        return key
    if not DEMO:
        raise ImproperlyConfigured("SECRET_KEY is not set. Make one with: openssl rand -base64 48")
    file = VAR_DIR / "secret_key"
    if not file.exists():
        file.write_text(get_random_secret_key())
        file.chmod(0o600)
    return file.read_text()


# What runs here
DEMO = flag("DEMO")
DEBUG = flag("DEBUG")
TESTING = "pytest" in sys.modules
VAR_DIR = folder("VAR_DIR", BASE_DIR / "var")
SECRET_KEY = secret_key()
RELEASE = os.environ.get("RELEASE") or f"{__version__} of {last_change(BASE_DIR)}"

# The paper
PAPER_NAME = os.environ.get("PAPER_NAME", "The Causeway")
PAPER_MOTTO = os.environ.get("PAPER_MOTTO", "")
ONE_PERSON_NEWSROOM = flag("ONE_PERSON_NEWSROOM")
REFUSE_AI_CRAWLERS = flag("REFUSE_AI_CRAWLERS")
REVISIT_SOURCES = flag("REVISIT_SOURCES", default=not (DEMO or TESTING))
PLAYERS = words("PLAYERS", "www.youtube-nocookie.com,player.vimeo.com,w.soundcloud.com")
COMMENTS_CLOSE_AFTER_DAYS = number("COMMENTS_CLOSE_AFTER_DAYS", 30)
TIME_ZONE = os.environ.get("PAPER_TIME_ZONE", "UTC")
LANGUAGE_CODE = os.environ.get("PAPER_LANGUAGE", "en")
LANGUAGES = [("en", _("English")), ("fr", _("French")), ("de", _("German"))]
DESK_LANGUAGE = "en"  # the catalogues hold what readers meet
LOCALE_PATHS = [BASE_DIR / "newsroom" / "locale"]
FORMAT_MODULE_PATH = ["newsroom.formats"]
USE_TZ = True
USE_I18N = True

# Addresses
PORT = os.environ.get("PORT", "8000")
SITE_ADDRESS = os.environ.get("SITE_ADDRESS", f"http://localhost:{PORT}").rstrip("/")
ALLOWED_HOSTS = words(
    "ALLOWED_HOSTS",
    "localhost,127.0.0.1,[::1]" if DEMO or DEBUG or TESTING else urlsplit(SITE_ADDRESS).hostname or "",
)
CSRF_TRUSTED_ORIGINS = [SITE_ADDRESS]
ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"

INSTALLED_APPS = [
    "newsroom.apps.NewsroomConfig",
    "comments",
    "articles",
    "authors",
    "images",
    "newsroom.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "markdownx",
]

# The session, and all that rests on it, is for private pages only: newsroom/middleware.py.
MIDDLEWARE = [
    "newsroom.watching.Journal",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "newsroom.middleware.Policy",
    "newsroom.middleware.Session",
    "newsroom.watching.Common",
    "newsroom.middleware.NotStored",
    "newsroom.middleware.SignedInMark",
    "newsroom.middleware.Csrf",
    "newsroom.middleware.Authentication",
    "newsroom.middleware.Messages",
    "newsroom.middleware.DeskLanguage",
    "allauth.account.middleware.AccountMiddleware",  # touches no session by itself
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
PRIVATE_PAGES = (
    r"^/(admin|accounts|me)(/|$)|/(comment|notice)/|^/moderation/(report|appeal)/|^/authors/[^/]+/contact/"
)

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
                "newsroom.context.paper",
            ],
        },
    },
]

# Data
DATABASES = {
    "default": database(os.environ.get("DATABASE_URL") or f"sqlite:///{VAR_DIR / 'newsroom.sqlite3'}")
}
if replica_url := os.environ.get("DATABASE_REPLICA_URL"):
    DATABASES["replica"] = replica(replica_url)
    DATABASE_ROUTERS = ["newsroom.replica.Router"]
    MIDDLEWARE.append("newsroom.replica.Reads")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "newsroom_cache",
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}
if redis_url := needing("REDIS_URL", "redis"):
    CACHES["database"] = CACHES["default"]  # while Redis does not answer
    CACHES["default"] = {
        "BACKEND": "newsroom.shared_cache.RedisOrDatabase",
        "LOCATION": redis_url,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

KEPT_DIR = Path(os.environ.get("KEPT_DIR") or VAR_DIR / "kept")

# Files
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "newsroom" / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = folder("MEDIA_ROOT", VAR_DIR / "media")
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
if bucket := needing("MEDIA_BUCKET", "storages"):
    STORAGES["default"] = {
        "BACKEND": "images.object_store.Bucket",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": os.environ.get("MEDIA_ENDPOINT") or None,
            "region_name": os.environ.get("MEDIA_REGION") or None,
            "access_key": os.environ.get("MEDIA_ACCESS_KEY") or None,
            "secret_key": os.environ.get("MEDIA_SECRET_KEY") or None,
        },
    }
WHITENOISE_USE_FINDERS = DEBUG or TESTING
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# People who sign in
AUTH_USER_MODEL = "authors.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "newsroom.accounts.Accounts"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FORM_CLASS = "comments.forms.SignUp"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True  # whoever was about to comment stays on the page
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_CHANGE_EMAIL = True  # one address a person
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"{PAPER_NAME}: "
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {
    "rename": "3/7d/user",
    "letter": "5/10m/ip,20/d/ip",
    "notice": "5/10m/ip,30/d/ip",
    "report": "10/10m/ip,40/d/ip",
    "recommend": "20/d/key,120/h/ip",
}  # beside allauth's own
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = PAPER_NAME
MFA_ADAPTER = "newsroom.second_factor.Factors"
STAFF_NEED_SECOND_FACTOR = not (DEMO or DEBUG or TESTING)
ALLAUTH_TRUSTED_PROXY_COUNT = int(flag("BEHIND_PROXY"))  # limits count readers, not the proxy

# Mail: to a folder while it is only shown to ourselves.
DEFAULT_FROM_EMAIL = os.environ.get("MAIL_FROM", "newsroom@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_HOST = os.environ.get("MAIL_HOST", "")
EMAIL_PORT = number("MAIL_PORT", 587)
EMAIL_HOST_USER = os.environ.get("MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("MAIL_PASSWORD", "")
EMAIL_USE_TLS = flag("MAIL_TLS", default=True)
EMAIL_TIMEOUT = 10
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "django.core.mail.backends.filebased.EmailBackend"
)

# Security
HTTPS = SITE_ADDRESS.startswith("https://")
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]  # asked on this machine, past the proxy
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("BEHIND_PROXY") else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "newsroom.signed_out.csrf_failure"
SILENCED_SYSTEM_CHECKS = ["security.W003"]  # newsroom.middleware.Csrf is Django's own, on private pages
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "media-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

# Editing: our own views stand where django-markdownx would mount its open ones.
MARKDOWNX_URLS_PATH = "/admin/articles/article/preview/"
MARKDOWNX_UPLOAD_URLS_PATH = "/admin/images/image/paste/"
MARKDOWNX_EDITOR_RESIZABLE = False

# For operators
LOG_FORMAT = choice("LOG_FORMAT", "text", "json")
METRICS_DIR = folder("METRICS_DIR", VAR_DIR / "metrics")
os.environ.update(PROMETHEUS_MULTIPROC_DIR=str(METRICS_DIR))  # how its client is told, before it is imported
METRICS_TOKEN = os.environ.get("METRICS_TOKEN", "")
PURGE_URL = os.environ.get("PURGE_URL", "")
PURGE_TOKEN = os.environ.get("PURGE_TOKEN", "")
if sentry := os.environ.get("SENTRY_DSN"):
    report_to(sentry, RELEASE)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "newsroom.journal.AsJson"},
        "text": {
            "()": "newsroom.journal.AsText",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        },
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "newsroom.requests": {"level": "INFO" if LOG_FORMAT == "json" else "WARNING"},
    },
}
