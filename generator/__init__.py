"""Gongkai (公开): YAML records of a mine's Party branches → Markdown → a static intranet site."""

__version__ = "0.1.0"
