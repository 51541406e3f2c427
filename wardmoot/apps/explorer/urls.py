from django.urls import path

from wardmoot.apps.explorer import saved_views, views

urlpatterns = [
    path("explore/", views.explorer, name="explore"),
    path("explore/figures/<path:figure_id>/", views.explore_figure, name="explore_figure"),
    path("explore/map/", views.explore_map, name="explore_map"),
    path("explore/map/shapes.geojson", views.explore_map_shapes, name="explore_map_shapes"),
    path("explore/files/<slug:part>/<slug:form>/", views.explore_file, name="explore_file"),
    path("explore/views/", saved_views.saved_views, name="saved_views"),
    path("explore/views/save/", saved_views.save_view, name="save_view"),
    path("explore/views/<uuid:public_id>/", saved_views.saved_view, name="saved_view"),
    path("explore/views/<uuid:public_id>/change/", saved_views.change_view, name="change_view"),
    path("explore/views/<uuid:public_id>/delete/", saved_views.delete_view, name="delete_view"),
]
