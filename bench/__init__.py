"""Benchmarks: building (`python -m bench`) and search."""
