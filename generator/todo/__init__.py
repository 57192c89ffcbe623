"""What staff must do now, by urgency: derived from one library at its day, so it can be printed, shown and subscribed to."""

from generator.todo.items import LABELS, Item, todo
from generator.todo.output import as_json_lines, as_text, is_for_staff

__all__ = ["LABELS", "Item", "as_json_lines", "as_text", "is_for_staff", "todo"]
