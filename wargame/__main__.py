"""`python -m wargame`, and the `wargame` command."""

import sys

if __name__ == "__main__" and not sys.flags.safe_path:
    del sys.path[0]  # the working folder, where Python looks first: what lies there is no part of this program

from wargame.cli.app import main

__all__ = ["main"]

if __name__ == "__main__":
    main()
