"""The models as JSON Schema for editors and as field tables for people. The pydantic model is the only source."""

from generator.schema.describe import Field, Kinds, fields_of
from generator.schema.json_schema import kind_schema, part_schema
from generator.schema.tables import common_table, tables

__all__ = ["Field", "Kinds", "common_table", "fields_of", "kind_schema", "part_schema", "tables"]
