"""Who may see and load data files.

Data files hold no names, but rows not loaded show cells as they came, and the quality page tells what the figures rest on:
they are for those who make or answer for the figures. Loading changes what every figure says, so it is for the two who keep them.
"""

from wardmoot.apps.accounts import who
from wardmoot.apps.accounts.roles import Role

readers = who.roles(Role.ANALYST, Role.PARTNERSHIP_MANAGER, Role.IG_LEAD)
loaders = who.roles(Role.ANALYST, Role.PARTNERSHIP_MANAGER)
