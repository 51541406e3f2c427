"""Who may enter: agencies, people, roles, invitations, sign-in."""
