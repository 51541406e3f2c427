from django.apps import AppConfig


class SourcesConfig(AppConfig):
    name = "wardmoot.apps.sources"
    label = "sources"
    verbose_name = "Data"
