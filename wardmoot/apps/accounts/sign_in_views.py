"""Signing in and one's own account. The pages of allauth that are used are named here one by one; the rest have no address."""

from __future__ import annotations

from typing import Any

from allauth.account import views as account_views
from allauth.mfa.base import views as second_factor_views
from allauth.mfa.recovery_codes import views as recovery_views
from allauth.mfa.totp import views as totp_views
from allauth.socialaccount import views as social_views
from allauth.socialaccount.providers.openid_connect import views as openid_views
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from wardmoot.apps.accounts import actions, queries, who
from wardmoot.apps.accounts.access import access, user_of
from wardmoot.apps.accounts.forms import ChangePasswordForm, ChoosePasswordForm


class SignInView(account_views.LoginView):  # type: ignore[misc]
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        single = settings.SINGLE_SIGN_ON[0] if settings.SINGLE_SIGN_ON else None
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "single_sign_on": single,
            "nobody_yet": queries.nobody_has_an_account(),
            "marking": "",
            "error_on_page": bool(kwargs.get("form") and kwargs["form"].errors),
        }


class ReplaceSecondFactorView(totp_views.DeactivateTOTPView):  # type: ignore[misc]
    success_url = reverse_lazy("mfa_activate_totp")


sign_in = access(who.anyone)(SignInView.as_view())
sign_out = access(who.enrolling)(account_views.logout)
inactive = access(who.anyone)(account_views.account_inactive)
sign_in_again = access(who.enrolling)(account_views.reauthenticate)
code = access(who.anyone)(second_factor_views.authenticate)
code_again = access(who.signed_in)(second_factor_views.reauthenticate)
set_up_second_factor = access(who.enrolling)(totp_views.activate_totp)
replace_second_factor = access(who.signed_in)(ReplaceSecondFactorView.as_view())
recovery_codes = access(who.signed_in)(recovery_views.view_recovery_codes)
new_recovery_codes = access(who.signed_in)(recovery_views.generate_recovery_codes)
single_sign_on = access(who.anyone)(openid_views.login)
single_sign_on_answer = access(who.anyone)(openid_views.callback)
single_sign_on_failed = access(who.anyone)(social_views.login_error)
single_sign_on_cancelled = access(who.anyone)(social_views.login_cancelled)


@access(who.anyone)
@never_cache
@sensitive_post_parameters("password")
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Choose a password by a link. A used, old or invented link all get the same answer."""
    invitation = queries.usable_invitation(token, now=timezone.now())
    if invitation is None:
        return render(request, "accounts/link_not_usable.html", {"marking": ""}, status=410)
    form = ChoosePasswordForm(request.POST or None, user=invitation.user)
    if request.method == "POST" and form.is_valid():
        try:
            actions.accept_invitation(token=token, password=form.cleaned_data["password"], now=timezone.now(), request=request)
        except actions.Refused:
            return render(request, "accounts/link_not_usable.html", {"marking": ""}, status=410)
        messages.success(request, "Your password is set. Sign in with it; then you set up the second step.")
        return redirect("account_login")
    return render(
        request, "accounts/accept_invitation.html", {"form": form, "person": invitation.user, "marking": "", "error_on_page": bool(form.errors)}
    )


@access(who.signed_in)
def own_account(request: HttpRequest) -> HttpResponse:
    person = user_of(request)
    context = {
        "has_password": person.has_usable_password(),
        "second_factor": queries.has_second_factor(person),
        "recovery_codes": queries.has_recovery_codes(person),
    }
    return render(request, "accounts/own_account.html", context)


@access(who.signed_in)
@sensitive_post_parameters("old", "password")
def change_password(request: HttpRequest) -> HttpResponse:
    if not user_of(request).has_usable_password():
        return redirect("own_account")
    form = ChangePasswordForm(request.POST or None, user=user_of(request))
    if request.method == "POST" and form.is_valid():
        actions.change_password(by=user_of(request), password=form.cleaned_data["password"], request=request)
        update_session_auth_hash(request, user_of(request))
        messages.success(request, "Your password has been changed. Your other sessions have been ended.")
        return redirect("own_account")
    return render(request, "accounts/change_password.html", {"form": form, "error_on_page": bool(form.errors)})


@access(who.enrolling)
@require_POST
def stay_signed_in(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=204)
