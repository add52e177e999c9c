"""The tests, and what holds for every process that runs them."""

from __future__ import annotations

import os
import sys

sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
"""Each of the processes of pytest-xdist, and each that a test starts, would compile everything anew."""
