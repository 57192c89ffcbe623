"""融合主题实践."""

from pathlib import Path

from generator.kinds.themes.model import Theme
from generator.record import Kind

KIND = Kind(name="themes", label="融合主题实践", model=Theme, folder=Path(__file__).parent)
