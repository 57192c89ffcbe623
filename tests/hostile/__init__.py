"""Hostile text, and records of every kind that carry it in every field."""
