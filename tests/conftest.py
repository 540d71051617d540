"""Lets every test import `reference` and `examples`, wherever it lies."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

# Started in the background, this process ignores an interrupt, and so would the programs that tests start.
signal.signal(signal.SIGINT, signal.default_int_handler)

sys.path.insert(0, str(Path(__file__).parent))
