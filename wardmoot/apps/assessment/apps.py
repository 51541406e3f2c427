from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "wardmoot.apps.assessment"
    label = "assessment"
    verbose_name = "Assessments"
