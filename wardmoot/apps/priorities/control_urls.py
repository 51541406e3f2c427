from django.urls import path

from wardmoot.apps.priorities import control_views as views

urlpatterns = [
    path("control-strategy/", views.control_strategy, name="control_strategy"),
    path("control-strategy/items/", views.control_items, name="control_items"),
    path("control-strategy/items.csv", views.control_items_file, name="control_items_file"),
    path("control-strategy/page.<slug:form>", views.control_strategy_file, name="control_strategy_file"),
    path("control-strategy/items/add/", views.add_control_item, name="add_control_item"),
    path("control-strategy/items/<uuid:item>/", views.control_item, name="control_item"),
    path("control-strategy/items/<uuid:item>/change/", views.change_control_item, name="change_control_item"),
    path("control-strategy/<slug:theme>/<slug:p>/reason/", views.control_reason, name="control_reason"),
]
