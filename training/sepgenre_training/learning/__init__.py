"""Learning from a person: which segments to ask about first, and what more labels bring."""
