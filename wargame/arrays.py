"""What an array is called in signatures; each docstring says its shape and dtype."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
