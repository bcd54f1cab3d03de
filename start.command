#!/bin/sh
# Double-click this on a Mac (on Linux: wordform.desktop). It sets wordform up once, then opens it in the browser.
cd "$(dirname "$0")" || exit 1
for python in python3 python3.14 python3.13 python3.12 python3.11; do
  if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    exec "$python" start.py "$@"
  fi
done
echo "wordform needs Python 3.11 or later. Install it from https://www.python.org/downloads/ and double-click again."
exit 1
