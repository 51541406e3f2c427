"""Who reads the plan, and who changes what the partnership enters beside it."""

from wardmoot.apps.accounts import who
from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.accounts.who import Rule

readers = Rule("people who have a role here", any_of=frozenset(Role))
editors = who.roles(Role.PARTNERSHIP_MANAGER)
readers_of_counts = who.roles(Role.ANALYST, Role.PARTNERSHIP_MANAGER)
