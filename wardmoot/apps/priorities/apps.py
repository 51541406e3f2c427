from django.apps import AppConfig


class PrioritiesConfig(AppConfig):
    name = "wardmoot.apps.priorities"
    label = "priorities"
    verbose_name = "Priorities"
