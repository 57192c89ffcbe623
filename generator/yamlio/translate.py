"""Parser errors in the writer's words, at the place of the cause rather than where the parser gave up."""

from __future__ import annotations

import yaml

from generator.yamlio.nodes import Fault, fault

# What the parser says → (our code, whether the cause is where the construct began).
_CAUSES: tuple[tuple[str, str, bool], ...] = (
    ("found unexpected end of stream", "yaml.syntax-quote", True),
    ("found unexpected document indicator", "yaml.syntax-quote", True),
    ("could not find expected ':'", "yaml.syntax-key", True),
    ("unknown escape", "yaml.syntax-escape", False),
    ("hexdecimal", "yaml.syntax-escape", False),
    ("invalid Unicode character escape", "yaml.syntax-escape", False),
    ("tab character", "yaml.syntax-tab", False),
    ("mapping values are not allowed", "yaml.syntax-colon", False),
    ("block sequence entries are not allowed", "yaml.syntax-dash", False),
    ("mapping keys are not allowed", "yaml.complex-key", False),
    ("cannot start any token", "yaml.syntax-start", False),
    ("alphabetic or numeric character", "yaml.syntax-start", False),
    ("comment or line break", "yaml.syntax-block", False),
    ("indentation indicator", "yaml.syntax-block", False),
    ("tag", "yaml.syntax-tag", False),
    ("directive", "yaml.directive", False),
    ("YAML document", "yaml.directive", False),
    ("version number", "yaml.directive", False),
    ("',' or ']'", "yaml.syntax-flow", True),
    ("',' or '}'", "yaml.syntax-flow", True),
    ("did not find expected '-' indicator", "yaml.syntax-mixed", False),
    ("did not find expected key", "yaml.syntax-indent", False),
    ("<document start>", "yaml.syntax-indent", False),
    ("node content", "yaml.syntax-flow", False),
)


def translate(error: yaml.YAMLError, line_count: int) -> Fault:
    """The fault for a parser error, inside the text's lines whatever the parser says."""
    problem = str(getattr(error, "problem", None) or "")
    context = str(getattr(error, "context", None) or "")
    code, at_start = next(
        ((code, start) for words, code, start in _CAUSES if words in problem or words in context),
        ("yaml.syntax", False),
    )
    mark = getattr(error, "problem_mark", None)
    began = getattr(error, "context_mark", None)
    if began is not None and (at_start or mark is None):
        mark = began
    if mark is None:
        return fault("yaml.syntax", 1, 1)
    line = min(mark.line + 1, max(line_count, 1))
    return fault(code, line, mark.column + 1 if line == mark.line + 1 else 1)
