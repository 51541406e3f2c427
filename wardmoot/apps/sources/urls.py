from django.urls import path

from wardmoot.apps.sources import extract_draft_views as drafts
from wardmoot.apps.sources import extract_views, load_views, views

urlpatterns = [
    path("data/", views.data, name="data"),
    path("data/files.<str:form>", views.data_export, name="data_export"),
    path("data/quality/", views.data_quality, name="data_quality"),
    path("data/load/", load_views.load_data, name="load_data"),
    path("data/loads/<uuid:public_id>/", load_views.data_load, name="data_load"),
    path("data/files/<int:number>/", views.data_file, name="data_file"),
    path("data/files/<int:number>/rows-not-loaded.<str:form>", views.rejects_export, name="rejects_export"),
    path("data/extracts/", extract_views.extracts, name="extracts"),
    path("data/extracts/imports.<str:form>", extract_views.extracts_export, name="extracts_export"),
    path("data/extracts/begin/", extract_views.begin, name="extract_begin"),
    path("data/extracts/datasets/<slug:key>/", extract_views.dataset, name="extract_dataset"),
    path("data/extracts/datasets/<slug:key>/template.<str:form>", extract_views.dataset_template, name="extract_template"),
    path("data/extracts/send/<slug:key>/<uuid:agency>/", extract_views.send, name="extract_send"),
    path("data/extracts/drafts/<uuid:public_id>/", drafts.draft, name="extract_draft"),
    path("data/extracts/drafts/<uuid:public_id>/state.json", drafts.draft_state, name="extract_state"),
    path("data/extracts/drafts/<uuid:public_id>/resume/", drafts.resume, name="extract_resume"),
    path("data/extracts/drafts/<uuid:public_id>/columns/", drafts.columns, name="extract_columns"),
    path("data/extracts/drafts/<uuid:public_id>/rows/", drafts.rows, name="extract_rows"),
    path("data/extracts/drafts/<uuid:public_id>/errors.xlsx", drafts.error_workbook, name="extract_errors"),
    path("data/extracts/drafts/<uuid:public_id>/again/", drafts.send_again, name="extract_again"),
    path("data/extracts/drafts/<uuid:public_id>/confirm/", drafts.confirm, name="extract_confirm"),
    path("data/extracts/drafts/<uuid:public_id>/cancel/", drafts.cancel, name="extract_cancel"),
    path("data/extracts/imports/<int:number>/", extract_views.extract_import, name="extract_import"),
    path("data/extracts/imports/<int:number>/undo/", extract_views.undo, name="extract_undo"),
]
