"""考核."""

from pathlib import Path

from generator.kinds.assessments.model import Assessment
from generator.record import Kind

KIND = Kind(name="assessments", label="考核", model=Assessment, folder=Path(__file__).parent)
