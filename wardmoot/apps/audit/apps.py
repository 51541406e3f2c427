from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "wardmoot.apps.audit"
    label = "audit"
    verbose_name = "Audit"

    def ready(self) -> None:
        from wardmoot.apps.audit import sign_ins  # noqa: F401  connects to the framework's announcements of sign-ins
