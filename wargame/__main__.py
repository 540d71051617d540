"""`python -m wargame`, and the `wargame` command."""

import sys


def main() -> None:
    """Run the command line, if all that it needs can be loaded."""
    try:
        from wargame.cli.app import main as run  # noqa: PLC0415  what cannot be loaded is told in one line
    except (ImportError, MemoryError) as error:
        print(f"wargame: cannot be started: {str(error) or 'out of memory'}", file=sys.stderr)  # noqa: T201
        sys.exit(1)
    run()


if __name__ == "__main__":
    if not sys.flags.safe_path:
        del sys.path[0]  # the working folder, where Python looks first: what lies there is no part of this program
    main()
