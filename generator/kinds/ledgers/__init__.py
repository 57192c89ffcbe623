"""清单台账."""

from pathlib import Path

from generator.kinds.ledgers.model import LedgerItem
from generator.record import Kind

KIND = Kind(name="ledgers", label="清单台账", model=LedgerItem, folder=Path(__file__).parent)
