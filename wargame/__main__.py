"""`python -m wargame`, and the `wargame` command."""

from wargame.cli.app import main

__all__ = ["main"]

if __name__ == "__main__":
    main()
