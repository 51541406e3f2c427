from django.urls import path

from wardmoot.apps.accounts import people_views, sign_in_views

# The names that allauth looks up must stay as they are.
urlpatterns = [
    path("sign-in/", sign_in_views.sign_in, name="account_login"),
    path("sign-in/code/", sign_in_views.code, name="mfa_authenticate"),
    path("sign-in/again/", sign_in_views.sign_in_again, name="account_reauthenticate"),
    path("sign-in/again/code/", sign_in_views.code_again, name="mfa_reauthenticate"),
    path("sign-in/stopped/", sign_in_views.inactive, name="account_inactive"),
    path("sign-out/", sign_in_views.sign_out, name="account_logout"),
    path("invitation/<str:token>/", sign_in_views.accept_invitation, name="accept_invitation"),
    path("account/", sign_in_views.own_account, name="own_account"),
    path("account/", sign_in_views.own_account, name="mfa_index"),
    path("account/password/", sign_in_views.change_password, name="account_change_password"),
    path("account/second-step/", sign_in_views.set_up_second_factor, name="mfa_activate_totp"),
    path("account/second-step/replace/", sign_in_views.replace_second_factor, name="mfa_deactivate_totp"),
    path("account/recovery-codes/", sign_in_views.recovery_codes, name="mfa_view_recovery_codes"),
    path("account/recovery-codes/new/", sign_in_views.new_recovery_codes, name="mfa_generate_recovery_codes"),
    path("account/stay/", sign_in_views.stay_signed_in, name="stay_signed_in"),
    path("single-sign-on/failed/", sign_in_views.single_sign_on_failed, name="socialaccount_login_error"),
    path("single-sign-on/cancelled/", sign_in_views.single_sign_on_cancelled, name="socialaccount_login_cancelled"),
    path("single-sign-on/<slug:provider_id>/", sign_in_views.single_sign_on, name="openid_connect_login"),
    path("single-sign-on/<slug:provider_id>/answer/", sign_in_views.single_sign_on_answer, name="openid_connect_callback"),
    path("people/", people_views.people, name="people"),
    path("people/export.csv", people_views.people_export, name="people_export"),
    path("people/invite/", people_views.invite, name="invite"),
    path("people/<uuid:public_id>/", people_views.person, name="person"),
    path("people/<uuid:public_id>/roles/", people_views.change_roles, name="change_roles"),
    path("people/<uuid:public_id>/<slug:name>/", people_views.person_step, name="person_step"),
    path("agencies/", people_views.agencies, name="agencies"),
]
