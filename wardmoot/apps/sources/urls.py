from django.urls import path

from wardmoot.apps.sources import load_views, views

urlpatterns = [
    path("data/", views.data, name="data"),
    path("data/files.<str:form>", views.data_export, name="data_export"),
    path("data/quality/", views.data_quality, name="data_quality"),
    path("data/load/", load_views.load_data, name="load_data"),
    path("data/loads/<uuid:public_id>/", load_views.data_load, name="data_load"),
    path("data/files/<int:number>/", views.data_file, name="data_file"),
    path("data/files/<int:number>/rows-not-loaded.<str:form>", views.rejects_export, name="rejects_export"),
]
