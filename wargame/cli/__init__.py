"""Flags, standard output and exit codes. Commands import what they need when they run, so that `--help` is quick."""
