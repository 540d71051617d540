"""A tabletop wargame engine for summit negotiations."""

__version__ = "0.1.0"
