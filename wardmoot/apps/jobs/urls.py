from django.urls import path

from wardmoot.apps.jobs import views

urlpatterns = [
    path("jobs/", views.jobs, name="jobs"),
    path("jobs/<uuid:public_id>/", views.job, name="job"),
    path("jobs/<uuid:public_id>/state.json", views.job_state, name="job_state"),
    path("jobs/<uuid:public_id>/resume/", views.resume_job, name="resume_job"),
]
