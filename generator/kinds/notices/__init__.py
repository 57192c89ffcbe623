"""公示公告."""

from pathlib import Path

from generator.kinds.notices.model import Notice
from generator.record import Kind

KIND = Kind(name="notices", label="公示公告", model=Notice, folder=Path(__file__).parent)
