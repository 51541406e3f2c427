from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.contrib.auth.password_validation import validate_password

from wardmoot.apps.accounts import queries
from wardmoot.apps.accounts.models import Agency, User
from wardmoot.apps.accounts.roles import DUTIES, Role

EMAIL_ATTRIBUTES = {"autocomplete": "username", "classes": "govuk-!-width-two-thirds"}
CODE_ATTRIBUTES = {"autocomplete": "one-time-code", "inputmode": "numeric", "classes": "govuk-input--width-10 govuk-input--extra-letter-spacing"}


def email_field(**more: Any) -> forms.EmailField:
    messages = {"required": "Enter an email address", "invalid": "Enter an email address in the form name@example.org"}
    attributes = {"autocomplete": more.pop("autocomplete", "off"), "classes": "govuk-!-width-two-thirds"}
    return forms.EmailField(
        label=more.pop("label", "Email address"), error_messages=messages, widget=forms.EmailInput(attributes), max_length=254, **more
    )


class SignInForm(LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = email_field(autocomplete="username")
        self.fields["password"] = forms.CharField(
            label="Password",
            strip=False,
            widget=forms.PasswordInput({"autocomplete": "current-password", "classes": "govuk-!-width-two-thirds"}),
            error_messages={"required": "Enter your password"},
        )


def _code_field(label: str, hint: str) -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, widget=forms.TextInput(dict(CODE_ATTRIBUTES)), error_messages={"required": "Enter the code"})


def plain_code(text: str) -> str:
    """The code as the checker wants it: people type what they see, often with a space in the middle."""
    return "".join(text.split())


class SecondFactorForm(ActivateTOTPForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = _code_field("Code from your app", "Six figures, for example 123 456")

    def clean_code(self) -> str:
        self.cleaned_data["code"] = plain_code(self.cleaned_data["code"])
        return str(super().clean_code())


class CodeForm(AuthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = _code_field("Code", "Six figures from your authenticator app, or one of your recovery codes")

    def clean_code(self) -> str:
        self.cleaned_data["code"] = plain_code(self.cleaned_data["code"])
        return str(super().clean_code())


class ReauthenticateCodeForm(ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = _code_field("Code", "Six figures from your authenticator app, or one of your recovery codes")

    def clean_code(self) -> str:
        self.cleaned_data["code"] = plain_code(self.cleaned_data["code"])
        return str(super().clean_code())


class ChoosePasswordForm(forms.Form):
    password = forms.CharField(
        label="Choose a password",
        strip=False,
        help_text="At least 12 characters. Three words that do not belong together are easy to remember and hard to guess.",
        widget=forms.PasswordInput({"autocomplete": "new-password", "classes": "govuk-!-width-two-thirds"}),
        error_messages={"required": "Choose a password"},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"], self.user)
        return str(self.cleaned_data["password"])


class ChangePasswordForm(ChoosePasswordForm):
    old = forms.CharField(
        label="Your password now",
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password", "classes": "govuk-!-width-two-thirds"}),
        error_messages={"required": "Enter the password you have now"},
    )
    field_order = ("old", "password")

    def clean_old(self) -> str:
        if not self.user.check_password(self.cleaned_data["old"]):
            raise forms.ValidationError("This is not the password you have now")
        return str(self.cleaned_data["old"])


class RolesForm(forms.Form):
    roles = forms.MultipleChoiceField(
        label="Roles",
        help_text="Choose all that are this person's work. Give no more than they need.",
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple({"legend": "m"}),
        error_messages={"required": "Choose at least one role"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choice_hints = {role.value: duty[0].upper() + duty[1:] for role, duty in DUTIES.items()}  # type: ignore[attr-defined]

    def clean_roles(self) -> list[Role]:
        return [Role(value) for value in self.cleaned_data["roles"]]


class AgencyChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)

    def to_python(self, value: Any) -> Any:
        if value not in self.empty_values and queries.uuid_or_nobody(str(value)) == queries.NOBODY:
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().to_python(value)


class InviteForm(RolesForm):
    name = forms.CharField(
        label="Full name",
        max_length=120,
        widget=forms.TextInput({"autocomplete": "off", "classes": "govuk-!-width-two-thirds"}),
        error_messages={"required": "Enter the person's name"},
    )
    email = email_field(help_text="Their work address. They sign in with it; nothing is sent to it.")
    agency = AgencyChoice(
        label="Agency",
        queryset=Agency.objects.none(),
        empty_label="Choose an agency",
        to_field_name="public_id",
        error_messages={"required": "Choose the agency the person works for", "invalid_choice": "Choose an agency from the list"},
    )
    field_order = ("name", "email", "agency", "roles")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = queries.agencies()  # type: ignore[attr-defined]

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        if User.objects.filter(email=email).exists():
            raise forms.ValidationError("Somebody with this email address has an account already: find them in the list of people")
        return email


class AgencyForm(forms.Form):
    name = forms.CharField(
        label="Name of the agency",
        max_length=200,
        widget=forms.TextInput({"classes": "govuk-!-width-two-thirds"}),
        error_messages={"required": "Enter the name of the agency"},
    )

    def clean_name(self) -> str:
        name = " ".join(str(self.cleaned_data["name"]).split())
        if Agency.objects.filter(name__iexact=name).exists():
            raise forms.ValidationError("An agency with this name is in the list already")
        return name
