"""A Model Context Protocol server: any assistant plays a seat, or explains a game, by tools."""
