from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "wardmoot.apps.accounts"
    label = "accounts"
    verbose_name = "Accounts"
