"""The form editor: Decap on 127.0.0.1 over the real record files. Nobody who uses it needs to know YAML or git."""
