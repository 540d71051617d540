"""A scenario: as its author wrote it, its rules after expansion, and both in words."""
