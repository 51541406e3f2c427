"""Who reads the control strategy and who changes it. It names agencies and no person, and every partner carries it out."""

from wardmoot.apps.accounts import who
from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.plan.access import readers

editors = who.roles(Role.PARTNERSHIP_MANAGER, Role.ANALYST)

__all__ = ["editors", "readers"]
