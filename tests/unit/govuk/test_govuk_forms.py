"""A form draws itself with the design system's components, and its faults lead to the field."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django import forms
from django.utils.datastructures import MultiValueDict

from wardmoot.govuk.error_summary import error_summary
from wardmoot.govuk.form_fields import DatePartsField
from wardmoot.govuk.renderer import field_group


class Example(forms.Form):
    name = forms.CharField(help_text="As on the badge", error_messages={"required": "Enter a name"})
    note = forms.CharField(required=False, widget=forms.Textarea({"rows": 3}))
    role = forms.ChoiceField(choices=[("a", "Analyst"), ("b", "Board")], widget=forms.RadioSelect)
    areas = forms.MultipleChoiceField(
        choices=[("1", "North"), ("2", "South")], widget=forms.CheckboxSelectMultiple, error_messages={"required": "Choose"}
    )
    year = forms.ChoiceField(choices=[("2018", "2018"), ("2019", "2019")], initial="2019")
    agree = forms.BooleanField(label="I agree")
    file = forms.FileField()
    secret = forms.CharField(widget=forms.PasswordInput)
    on = DatePartsField(error_messages={"required": "Enter a date"})
    token = forms.CharField(widget=forms.HiddenInput, initial="t")


@pytest.mark.parametrize(
    ("field", "wanted"),
    [
        ("name", 'class="govuk-input'),
        ("note", 'class="govuk-textarea'),
        ("role", 'class="govuk-radios__input'),
        ("areas", 'class="govuk-checkboxes__input'),
        ("year", 'class="govuk-select'),
        ("agree", 'class="govuk-checkboxes__input'),
        ("file", 'class="govuk-file-upload'),
        ("secret", "govuk-password-input__input"),
        ("on", 'class="govuk-date-input'),
        ("token", 'type="hidden"'),
    ],
)
def test_each_kind_has_its_component(field, wanted) -> None:
    assert wanted in Example()[field].as_field_group()


def test_the_whole_form_is_every_field_in_order() -> None:
    text = str(Example())
    places = [text.index(f'name="{name}') for name in ("name", "note", "role", "areas", "year", "agree", "file", "secret", "on_day", "token")]
    assert places == sorted(places)


def test_what_was_typed_is_shown_again_and_escaped_but_never_a_password() -> None:
    form = Example(
        {
            "name": '"><script>alert(1)</script>',
            "secret": "hunter2hunter2",
            "areas": ["2"],
            "role": "b",
            "on_day": "31",
            "on_month": "2",
            "on_year": "2018",
        }
    )
    text = str(form)
    assert "<script>" not in text
    assert "&gt;&lt;script&gt;" in text
    assert "hunter2" not in text
    assert re.search(r'value="b"[^>]*checked', text)
    assert not re.search(r'value="a"[^>]*checked', text)
    assert 'value="31"' in text


def test_an_initial_choice_is_selected() -> None:
    assert re.search(r'value="2019"[^>]*selected', str(Example()["year"].as_field_group()))


def test_optional_fields_say_so() -> None:
    assert "Note (optional)" in Example()["note"].as_field_group()
    assert "optional" not in Example()["name"].as_field_group()


def test_faults_stand_in_the_summary_and_lead_to_an_input_that_is_there() -> None:
    form = Example(MultiValueDict())
    text = str(form)
    for target in re.findall(r'href="#([^"]+)"', str(error_summary(form))):
        assert f'id="{target}"' in text, f"the summary leads to #{target}, which no input has"
    assert str(error_summary(form)).count("<li>") == len(form.errors)
    assert "Enter a name" in text


def test_no_summary_before_anything_was_sent() -> None:
    assert error_summary(Example()) == ""


def test_errors_and_hints_are_tied_to_their_input() -> None:
    text = str(Example(MultiValueDict())["name"].as_field_group())
    described = re.search(r'<input[^>]*aria-describedby="([^"]+)"', text)[1].split()
    assert all(f'id="{identity}"' in text for identity in described)
    assert len(described) == 2


def date_of(day, month, year):
    class One(forms.Form):
        on = DatePartsField(required=False)

    form = One({"on_day": day, "on_month": month, "on_year": year})
    return form.cleaned_data["on"] if form.is_valid() else form.errors["on"][0]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        (("6", "3", "2018"), date(2018, 3, 6)),
        ((" 06 ", "03", "2018"), date(2018, 3, 6)),
        (("", "", ""), None),
        (("29", "2", "2020"), date(2020, 2, 29)),
        (("29", "2", "2019"), "The date must be a real date, like 6 3 2018"),
        (("6", "", "2018"), "The date must include a day, a month and a year"),
        (("6", "3", "18"), "The date must be a real date, like 6 3 2018"),
        (("6", "March", "2018"), "The date must be a real date, like 6 3 2018"),
        (("٦", "3", "2018"), "The date must be a real date, like 6 3 2018"),
        (("-6", "3", "2018"), "The date must be a real date, like 6 3 2018"),
    ],
)
def test_dates(typed, wanted) -> None:
    assert date_of(*typed) == wanted


def test_a_widget_without_a_component_says_so() -> None:
    class Odd(forms.Form):
        when = forms.SplitDateTimeField()

    with pytest.raises(TypeError, match="SplitDateTimeWidget of the field 'when' has no component"):
        field_group(Odd()["when"])
