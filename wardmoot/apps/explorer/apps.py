from django.apps import AppConfig


class ExplorerConfig(AppConfig):
    name = "wardmoot.apps.explorer"
    label = "explorer"
    verbose_name = "Explorer"
