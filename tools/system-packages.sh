#!/bin/sh
# Installs what the tests drive from outside Python: a browser, Chinese fonts, a web server, PDF tools.
set -eu
missing=
need() { command -v "$1" >/dev/null 2>&1 || missing="$missing $2"; }
need chromium chromium
need nginx nginx-light
need pdftotext poppler-utils
need lowriter libreoffice-writer-nogui
need localc libreoffice-calc-nogui
need git git
fc-list 2>/dev/null | grep -qi "Noto Serif CJK" || missing="$missing fontconfig fonts-noto-cjk"
ldconfig -p 2>/dev/null | grep -q libpangoft2-1.0 || missing="$missing libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
[ -n "$missing" ] || exit 0
if ! command -v apt-get >/dev/null 2>&1 || [ "$(id -u)" != 0 ]; then
  echo "Not installed (needs root and apt):$missing — tests that use them will fail." >&2
  exit 0
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# shellcheck disable=SC2086
apt-get install -y -qq --no-install-recommends $missing >/dev/null
