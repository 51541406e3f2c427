"""Every setting comes from the environment and the home folder; docs/reference/settings.md lists them."""

from __future__ import annotations

import os
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

from csp.constants import NONE, SELF

from wardmoot.catalogue.home import home_folder
from wardmoot.web.environment import database, lazy_key, listed, origins, single_sign_on, whole_number

PACKAGE = Path(__file__).resolve().parent.parent
HOME = home_folder(os.environ)

# Apps of ours in the order of their layers; a folder under wardmoot/apps with an apps.py is found by itself.
OWN_APPS = [
    f"wardmoot.apps.{name}"
    for name in (
        "accounts",
        "audit",
        "jobs",
        "sharing",
        "plan",
        "governance",
        "sources",
        "people",
        "assessment",
        "explorer",
        "panels",
        "offending",
        "reviews",
        "priorities",
    )
    if find_spec(f"wardmoot.apps.{name}") and (PACKAGE / "apps" / name / "apps.py").is_file()
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "csp",
    *OWN_APPS,
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wardmoot.web.session_clock.SessionClock",
    "allauth.account.middleware.AccountMiddleware",
    "wardmoot.web.gate.Gate",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "wardmoot.web.urls"
WSGI_APPLICATION = "wardmoot.web.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PACKAGE / "web" / "templates", PACKAGE / "govuk" / "templates", *sorted((PACKAGE / "apps").glob("*/templates"))],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "wardmoot.govuk.jinja.environment",
            "context_processors": ["wardmoot.web.context.furniture"],
        },
    },
    # for the packages' own texts only; our pages are all Jinja
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "OPTIONS": {"context_processors": []}},
]
FORM_RENDERER = "wardmoot.govuk.renderer.GovukRenderer"

# Safety -----------------------------------------------------------------------------------------------------------------------------
DEBUG = os.environ.get("WARDMOOT_DEBUG", "") == "1"
SECRET_KEY = lazy_key(HOME, "secret-key", os.environ.get("WARDMOOT_SECRET_KEY"))
LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]
PUBLIC_HOSTS = listed(os.environ, "WARDMOOT_HOSTS")
ALLOWED_HOSTS = LOOPBACK + PUBLIC_HOSTS
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in PUBLIC_HOSTS]
# With a public name the pages are reached over TLS only; on loopback there is no TLS to ask for.
BEHIND_TLS = bool(PUBLIC_HOSTS)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SESSION_COOKIE_NAME = "wardmoot-session"
CSRF_COOKIE_NAME = "wardmoot-csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "wardmoot.web.pages.csrf_failed"
SESSION_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SINGLE_SIGN_ON = single_sign_on(os.environ)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "worker-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        # browsers hold the sign-in form to this also where our answer leads on to the organisation's own sign-in
        "form-action": [SELF, *origins(SINGLE_SIGN_ON)],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_HANDLERS = ["wardmoot.apps.sources.arriving.ArrivingFileHandler"]
UPLOAD_MAX_BYTES = 2**20 * whole_number(os.environ, "WARDMOOT_UPLOAD_MB", 1024)
UPLOAD_MAX_FILES = 200
# over the form's own limit, so that the form and not a bare error says what to do
DATA_UPLOAD_MAX_NUMBER_FILES = 2000

# Who -------------------------------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ("name", "email")}},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "front"
SESSION_IDLE_SECONDS = 60 * whole_number(os.environ, "WARDMOOT_IDLE_MINUTES", 30)
SESSION_COOKIE_AGE = 3600 * whole_number(os.environ, "WARDMOOT_SESSION_HOURS", 12)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

ACCOUNT_ADAPTER = "wardmoot.apps.accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {"login": "wardmoot.apps.accounts.forms.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "wardmoot.apps.accounts.queries.display_name"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
# the lock-out after wrong passwords is axes' work: it is kept in the database and survives a restart
ACCOUNT_RATE_LIMITS = {"login_failed": "20/5m/ip,10/5m/key", "login": "60/m/ip", "reauthenticate": "10/m/user"}
MFA_ADAPTER = "wardmoot.apps.accounts.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "wardmoot.apps.accounts.forms.CodeForm",
    "reauthenticate": "wardmoot.apps.accounts.forms.ReauthenticateCodeForm",
    "activate_totp": "wardmoot.apps.accounts.forms.SecondFactorForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
SECOND_FACTOR_KEY = lazy_key(HOME, "second-factor-key", os.environ.get("WARDMOOT_SECOND_FACTOR_KEY"))
SINGLE_SIGN_ON_TRUSTS_EMAIL = os.environ.get("WARDMOOT_OIDC_TRUST_EMAIL", "") == "1"
SOCIALACCOUNT_ADAPTER = "wardmoot.apps.accounts.adapters.SingleSignOnAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": SINGLE_SIGN_ON}}

# by account, whatever the address or the browser: rotating either gains nothing, so axes' advice to add the address does not apply
AXES_LOCKOUT_PARAMETERS = ["username"]
SILENCED_SYSTEM_CHECKS = ["axes.W006"]
AXES_FAILURE_LIMIT = whole_number(os.environ, "WARDMOOT_SIGN_IN_ATTEMPTS", 5, least=3)
LOCKOUT_MINUTES = whole_number(os.environ, "WARDMOOT_LOCKOUT_MINUTES", 15)
AXES_COOLOFF_TIME = timedelta(minutes=LOCKOUT_MINUTES)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "wardmoot.apps.accounts.lockout.username"
AXES_LOCKOUT_CALLABLE = "wardmoot.apps.accounts.lockout.locked_out"
AXES_CLIENT_IP_CALLABLE = "wardmoot.apps.accounts.lockout.no_address"
AXES_CLIENT_STR_CALLABLE = "wardmoot.apps.accounts.lockout.nobody"
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["login", "code", "email", "username", "ip_address"]

# What the lower layers name by dotted path, so that nothing imports upwards ---------------------------------------------------------
AUDIT_RECORDER = "wardmoot.apps.audit.actions.record"
JOB_HANDLERS = {
    "load-data-files": "wardmoot.apps.sources.work.load_files",
    "read-extract": "wardmoot.apps.sources.extract_work.read",
    "import-extract": "wardmoot.apps.sources.extract_work.import_confirmed",
    "make-assessment": "wardmoot.apps.assessment.work.make",
    "make-assessment-formats": "wardmoot.apps.assessment.work.make_formats",
    "gather-assessment": "wardmoot.apps.assessment.work.gather_again",
    "lock-assessment": "wardmoot.apps.assessment.version_work.lock",
    "make-assessment-edition": "wardmoot.apps.assessment.version_work.make_edition",
    "check-assessment-version": "wardmoot.apps.assessment.version_work.check",
}
# who tells an assessment of its scored priorities: a function from the assessment; empty where no app of this installation scores any
ASSESSMENT_PRIORITIES = "wardmoot.apps.priorities.assessing.priorities_for" if "wardmoot.apps.priorities" in OWN_APPS else ""
# where these priorities are scored, and where what follows from them is laid down: a function from the assessment to both addresses
ASSESSMENT_PRIORITY_PAGES = "wardmoot.apps.priorities.assessing.pages_for" if "wardmoot.apps.priorities" in OWN_APPS else ""
# what the worker does at its start and every hour: functions without arguments that delete what is kept no longer
HOUSEKEEPING = ["wardmoot.apps.sources.extract_work.sweep"]
# name of a page, its words on the bar: filled as the apps that own the pages come
NAVIGATION = [
    ("home", "Home"),
    ("plan", "The plan"),
    ("data", "Data"),
    ("explore", "Explore"),
    ("assessments", "Assessments"),
    ("priorities", "Priorities"),
    ("people", "People"),
    ("audit", "Audit log"),
]
# what the apps bring to the home page and to the public front page: functions from the request to a panel or None
HOME_PANELS = [
    "wardmoot.apps.plan.presenters.home_panel",
    "wardmoot.apps.assessment.panels.home_panel",
    "wardmoot.apps.sources.panels.home_panel",
    "wardmoot.apps.priorities.panels.home_panel",
]
FRONT_PANELS = ["wardmoot.apps.plan.presenters.front_panel", "wardmoot.apps.assessment.panels.front_panel"]

# Where ----------------------------------------------------------------------------------------------------------------------------
DATABASES = {"default": database(os.environ, HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": HOME / "cache"}}
STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "web" / "static", PACKAGE / "govuk" / "static", ("documents", PACKAGE / "reports" / "assets")]
# `serve` collects the files under names that hold their hash; tests and one-off commands read them where they lie.
HASHED_STATIC = os.environ.get("WARDMOOT_HASHED_STATIC", "") == "1"
STATIC_ROOT = HOME / "static" if HASHED_STATIC else None
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": HOME / "files"}},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if HASHED_STATIC
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not HASHED_STATIC
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MIMETYPES = {".mjs": "text/javascript", ".woff2": "font/woff2"}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True

# Names, e-mail addresses and what people type never reach a log: routes are logged by name, not by address.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}, "none": {"class": "logging.NullHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "wardmoot": {"level": "INFO"},
        "django.request": {"handlers": ["none"], "propagate": False},
        "django.security.csrf": {"handlers": ["none"], "propagate": False},
        "axes": {"handlers": ["none"], "propagate": False},
        "allauth": {"handlers": ["none"], "propagate": False},
    },
}
