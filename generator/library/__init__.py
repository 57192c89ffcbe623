"""All records together: load, link, derive, check, and decide what one audience sees on one day."""

from generator.library.check import Checked, check
from generator.library.earlier import Earlier
from generator.library.library import Library

__all__ = ["Checked", "Earlier", "Library", "check"]
