"""Bridges to other people's tools, each an interface of theirs over the public face of a game."""
