"""Builds the gallery for eyes: python -m tests.gallery FOLDER."""

import sys
from pathlib import Path

from tests.gallery import build_gallery

print(build_gallery(Path(sys.argv[1])))
