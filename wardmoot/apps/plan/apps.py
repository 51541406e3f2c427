from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "wardmoot.apps.plan"
    label = "plan"
    verbose_name = "Plan"
