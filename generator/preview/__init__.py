"""`gongkai serve`: the site on this machine, made again when a file is saved, with what is wrong shown over the page."""

from generator.preview.live import Live
from generator.preview.server import serve

__all__ = ["Live", "serve"]
