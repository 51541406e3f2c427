from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property

from wardmoot.apps.accounts.roles import Role


class Partnership(models.Model):
    """The one partnership that this installation serves. A demonstration has its own date instead of today's."""

    name = models.CharField(max_length=200)
    demonstration_on = models.DateField(null=True, blank=True)
    only = models.BooleanField(default=True, unique=True, editable=False)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(only=True), name="one_partnership")]

    def __str__(self) -> str:
        return self.name


class Agency(models.Model):
    """An organisation of the partnership: police, council, fire, probation, health, a charity."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name_plural = "agencies"
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(Lower("name"), name="agency_name_once")]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    def create_user(self, *, email: str, name: str, agency: Agency | None = None, roles: Iterable[Role] = (), password: str | None = None) -> User:
        user = self.model(email=email.strip().lower(), name=name.strip(), agency=agency)
        user.set_password(password)
        user.save(using=self._db)
        RoleGrant.objects.bulk_create([RoleGrant(user=user, role=role) for role in dict.fromkeys(roles)])
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").lower())


def new_stamp() -> str:
    return secrets.token_hex(8)


class User(AbstractBaseUser):
    """A person who may sign in. Addresses of pages use `public_id`; the e-mail address stays in the form fields."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=120)
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="people")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    session_stamp = models.CharField(max_length=16, default=new_stamp, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        # not the e-mail address or the name: this text may reach a log
        return f"user {self.public_id}"

    @cached_property
    def roles(self) -> frozenset[Role]:
        return frozenset(Role(grant.role) for grant in self.role_grants.all() if grant.role in Role.values)

    def has_role(self, *any_of: Role) -> bool:
        return bool(self.roles & set(any_of))

    @property
    def role_words(self) -> str:
        return ", ".join(sorted(role.label for role in self.roles))

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        # the stamp lets every session of a person be ended at once, also where the password stays the same
        return salted_hmac("wardmoot.accounts.session", f"{self.password}{self.session_stamp}", secret=secret, algorithm="sha256").hexdigest()


class RoleGrant(models.Model):
    """One role of one person."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=40, choices=Role.choices)
    granted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "role"], name="role_once_a_person")]

    def __str__(self) -> str:
        return self.get_role_display()


class Invitation(models.Model):
    """A link that works once: it lets its person choose a password. Only a hash of it is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"invitation of {self.user}"
