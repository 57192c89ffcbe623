"""党支部."""

from pathlib import Path

from generator.kinds.branches.model import Branch
from generator.record import Kind

KIND = Kind(name="branches", label="党支部", model=Branch, folder=Path(__file__).parent)
