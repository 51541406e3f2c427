"""The plan on screen: reading it, what the partnership enters where the plan leaves room, and publishing it."""
