"""支部品牌."""

from pathlib import Path

from generator.kinds.brands.model import Brand
from generator.record import Kind

KIND = Kind(name="brands", label="支部品牌", model=Brand, folder=Path(__file__).parent)
