#!/usr/bin/env bash
# Packages  lxml 6.1.3: the wheels for Linux, Windows and macOS of this one release
# Expected  One release is one parser: lxml's wheels bring libxml2 with them so that nothing hangs on the system, and the
#           version of lxml is what a lock file pins.
# Seen      The wheel for Windows (amd64) holds libxml2 2.11.9, the ones for Linux and macOS hold 2.14.6. In between,
#           libxml2 gave its limits a code of their own: a document nested too deeply ends in ERR_RESOURCE_LIMIT (114) in
#           the one and in ERR_INTERNAL_ERROR (1) in the other, with the same words.
# Matters   A program that tells "too complex" from "damaged" by the code of the error, as the documentation advises, is
#           right on Linux and tells people on Windows that their file is damaged, with the same lock file.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
for platform in manylinux_2_26_x86_64 win_amd64 macosx_11_0_arm64; do
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --python-version 3.11 \
    --implementation cp --platform "$platform" --dest "$platform" lxml==6.1.3 2>pip.log || { cat pip.log >&2; exit 2; }
done
python3 - <<'PY'
import re
import sys
import zipfile
from pathlib import Path

found = {}
for wheel in sorted(Path().glob("*/lxml-*.whl")):
    with zipfile.ZipFile(wheel) as members:
        headers = members.read("lxml/includes/libxml/xmlversion.h").decode()
    (said,) = re.findall(r'LIBXML_DOTTED_VERSION "([\d.]+)"', headers)
    found[wheel.parent.name] = said
    print(f"{wheel.name}: libxml2 {said}")
print("expected: one version in all; seen:", found)
sys.exit(0 if len(found) == 3 and found["win_amd64"] != found["manylinux_2_26_x86_64"] else 1)
PY
