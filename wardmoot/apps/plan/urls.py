from django.urls import path

from wardmoot.apps.plan import editing, views

urlpatterns = [
    path("plan/", views.plan_on_a_page, name="plan"),
    path("plan/priorities/<str:key>/", views.priority, name="plan_priority"),
    path("plan/figures/", views.figures, name="plan_figures"),
    path("plan/figures/<str:key>/", views.figure, name="plan_figure"),
    path("plan/figures/<str:key>/counted/", views.counted_figure, name="plan_counted_figure"),
    path("plan/outcomes/", views.outcomes, name="plan_outcomes"),
    path("plan/delivery/", views.delivery, name="plan_delivery"),
    path("plan/themes/<str:key>/", views.theme, name="plan_theme"),
    path("plan/groups/<str:key>/", views.group, name="plan_group"),
    path("plan/groups/<str:key>/reports-to/", editing.reports_to, name="plan_reports_to"),
    path("plan/governance/", views.governance, name="plan_governance"),
    path("plan/matrix/", views.matrix, name="plan_matrix"),
    path("plan/matrix/<str:theme>/<str:priority>/", editing.matrix_cell, name="plan_matrix_cell"),
    path("plan/gaps/", views.gap_list, name="plan_gaps"),
    path("plan/tables/<str:name>.<str:form>", views.table_file, name="plan_table_file"),
    path("plan/publish/", editing.publish, name="plan_publish"),
    path("plan/withdraw/", editing.withdraw, name="plan_withdraw"),
    path("public/plan/", views.public_plan, name="public_plan"),
]
