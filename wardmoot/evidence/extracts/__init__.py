"""Partners' extracts: preview, depersonalise, commit, undo, compare, and query with a scope."""

from wardmoot.evidence.extracts.preview import Preview, preview

__all__ = ["Preview", "preview"]
