"""Who runs an exercise, who scores in it, who decides, who reads.

An exercise holds counts, judgements on issues and no person but the scorers. Whoever reads assessments reads it, and may be
asked to score in it; the analyst and the partnership manager run it; the strategy group's chair decides. Whether a person sees
somebody's scores is a matter of the exercise and of the person: `queries` answers it, and nothing else does.
"""

from wardmoot.apps.accounts import who
from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.assessment.access import readers

coordinators = who.roles(Role.ANALYST, Role.PARTNERSHIP_MANAGER)
moderators = who.roles(Role.ANALYST, Role.PARTNERSHIP_MANAGER, Role.CHAIR)
deciders = who.roles(Role.CHAIR)

__all__ = ["coordinators", "deciders", "moderators", "readers"]
