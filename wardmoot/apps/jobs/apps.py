from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "wardmoot.apps.jobs"
    label = "jobs"
    verbose_name = "Jobs"
