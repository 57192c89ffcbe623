"""Spreadsheets in and out: score sheets as mines keep them, lists one row a record, blank templates."""
