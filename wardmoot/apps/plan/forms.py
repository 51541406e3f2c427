from __future__ import annotations

from typing import Any

from django import forms

from wardmoot.apps.plan.models import MatrixCell
from wardmoot.apps.plan.queries import GROUP
from wardmoot.core.plan import PARTNERSHIP_NODE, Plan


class MatrixCellForm(forms.Form):
    part = forms.ChoiceField(
        label="What the theme does for the priority",
        choices=MatrixCell.Part.choices,
        widget=forms.RadioSelect(attrs={"legend": "m"}),
        error_messages={"required": "Choose what the theme does for the priority"},
    )
    group = forms.ChoiceField(label="Which group does it", required=False)
    document = forms.ChoiceField(label="Which plan says how", required=False)
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = [("", "No group named"), *((group.key, group.name) for group in plan.groups)]  # type: ignore[attr-defined]
        self.fields["document"].choices = [("", "No plan named"), *((one.key, one.title) for one in plan.documents)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("part") == MatrixCell.Part.NONE:
            for name in ("group", "document"):
                if given.get(name):
                    self.add_error(name, f"Choose “No {'group' if name == 'group' else 'plan'} named” where the theme has no part")
        return given


class ReportingLineForm(forms.Form):
    reports_to = forms.ChoiceField(label="It reports to", required=False)
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, plan: Plan, group: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [(GROUP + other.key, other.name) for other in plan.groups if other.key != group]
        choices = [("", "Not entered"), (PARTNERSHIP_NODE, plan.identity.partnership), *others]
        self.fields["reports_to"].choices = choices  # type: ignore[attr-defined]


class PublishForm(forms.Form):
    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)
