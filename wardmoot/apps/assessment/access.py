"""Who may make and who may read an assessment.

It holds counts and never a person, and it is made to be read by the partners it is about, so every role that works on
crime and harm reads it. An administrator looks after accounts and needs no figures. Making one puts the partnership's
name to figures: that is the work of the analyst and the partnership manager.
"""

from wardmoot.apps.accounts import who
from wardmoot.apps.accounts.roles import Role

readers = who.roles(*(role for role in Role if role is not Role.ADMINISTRATOR))
makers = who.roles(Role.ANALYST, Role.PARTNERSHIP_MANAGER)
