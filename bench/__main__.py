"""``python -m bench`` is the build benchmark; ``make bench`` runs it."""

import sys

from bench.build.main import main

sys.exit(main())
