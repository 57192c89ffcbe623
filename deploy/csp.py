#!/usr/bin/env python3
"""Print the policy file for nginx (`gongkai/csp.conf`) that fits one or more finished sites behind one server.

python deploy/csp.py build/site > /etc/nginx/gongkai/csp.conf
"""

from __future__ import annotations

import sys
from pathlib import Path

from generator.publish.csp import csp_hashes, nginx_map
from generator.publish.errors import PublishError

if __name__ == "__main__":
    try:
        sys.stdout.write(nginx_map(csp_hashes(*map(Path, sys.argv[1:]))))
    except PublishError as error:
        sys.exit(str(error))
