"""The rules of entry. Each is a value, so that a test can compare them and a page can say them in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wardmoot.apps.accounts.roles import Role


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may enter: everybody, or people signed in, with a second factor or not yet, of some roles or of any."""

    words: str
    signed_in: bool = True
    second_factor: bool = True
    any_of: frozenset[Role] = frozenset()

    def admits(self, person: Any) -> bool:
        """Whether this person's roles suffice. Signing in and the second factor are asked before."""
        if not self.signed_in:
            return True
        if not person.is_authenticated:
            return False
        return not self.any_of or bool(self.any_of & person.roles)


anyone = Rule("anyone", signed_in=False, second_factor=False)
enrolling = Rule("people who have signed in but may not have set up a second factor yet", second_factor=False)
signed_in = Rule("people who have signed in")


def roles(*allowed: Role) -> Rule:
    if not allowed:
        raise ValueError("name at least one role, or use who.signed_in")
    return Rule(" or ".join(sorted(role.label for role in allowed)), any_of=frozenset(allowed))
