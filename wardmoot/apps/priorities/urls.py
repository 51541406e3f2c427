from django.urls import include, path

from wardmoot.apps.priorities import issue_views, result_views, scoring_views, views

ONE = "priorities/<uuid:public_id>/"
ISSUE = f"{ONE}issues/<uuid:issue>/"

urlpatterns = [
    path("priorities/", views.priorities, name="priorities"),
    path("priorities/begin/", views.begin, name="begin_priorities"),
    path(ONE, views.exercise, name="priority_exercise"),
    path(f"{ONE}issues.csv", views.issues_file, name="priority_issues_file"),
    path(f"{ONE}suggestions/", issue_views.suggestions, name="priority_suggestions"),
    path(f"{ONE}issues/add/", issue_views.add_issue, name="priority_add_issue"),
    path(ISSUE, issue_views.issue, name="priority_issue"),
    path(f"{ISSUE}change/", issue_views.change_issue, name="priority_change_issue"),
    path(f"{ISSUE}withdraw/", issue_views.withdraw_issue, name="priority_withdraw_issue"),
    path(f"{ISSUE}agree/", result_views.agree, name="priority_agree"),
    path(f"{ISSUE}decide/", result_views.decide, name="priority_decide"),
    path(f"{ONE}scorers/ask/", views.ask, name="priority_ask"),
    path(f"{ONE}scorers/<uuid:scorer>/take-off/", views.take_off, name="priority_take_off"),
    path(f"{ONE}open/", views.open_scoring, name="priority_open"),
    path(f"{ONE}close/", views.close_round, name="priority_close"),
    path(f"{ONE}lock/", views.lock, name="priority_lock"),
    path(f"{ONE}score/", scoring_views.own_scores, name="priority_own_scores"),
    path(f"{ONE}score/submit/", scoring_views.submit, name="priority_submit"),
    path(f"{ONE}score/reopen/", scoring_views.reopen, name="priority_reopen"),
    path(f"{ONE}score/<uuid:issue>/", scoring_views.score_issue, name="priority_score_issue"),
    path(f"{ONE}results/", result_views.results, name="priority_results"),
    path(f"{ONE}results.csv", result_views.results_file, name="priority_results_file"),
    path(f"{ONE}record.json", views.record_file, name="priority_record"),
    path("", include("wardmoot.apps.priorities.control_urls")),
]
