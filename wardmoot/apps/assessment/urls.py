from django.urls import path

from wardmoot.apps.assessment import reading_views, views

urlpatterns = [
    path("assessments/", views.assessments, name="assessments"),
    path("assessments/make/", views.make_assessment, name="make_assessment"),
    path("assessments/<uuid:public_id>/", views.assessment, name="assessment"),
    path("assessments/<uuid:public_id>/formats/", views.more_formats, name="assessment_formats"),
    path("assessments/<uuid:public_id>/read/", reading_views.read_assessment, name="read_assessment"),
    path("assessments/<uuid:public_id>/figures/<path:figure_id>/", reading_views.assessment_figure, name="assessment_figure"),
    path("assessments/<uuid:public_id>/maps/<slug:name>/", reading_views.assessment_map, name="assessment_map"),
    path("assessments/<uuid:public_id>/maps/<slug:name>/shapes.geojson", reading_views.assessment_map_shapes, name="assessment_map_shapes"),
    path("assessments/<uuid:public_id>/files/<slug:form>/", reading_views.assessment_file, name="assessment_file"),
]
