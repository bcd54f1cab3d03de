#!/usr/bin/env bash
# Package   striprtf 0.0.35
# Expected  The text of a form is what stands on it. RTF marks with \deleted what a tracked change took out and with
#           \revised what it put in (Rich Text Format 1.9.1, Track Changes); of a legacy form field the list entry or the
#           box counts, kept as \ffres in \*\formfield (Form Fields), since the field's result is empty by design.
# Seen      Deleted and inserted words stand side by side with nothing between them. Of a list and a box nothing is left,
#           so that the line reads as if nobody had answered; only text fields keep their words, which stand in the
#           field's result.
# Matters   "Low" corrected to "High" becomes "LowHigh". Old forms sent as .rtf have their answers in just these fields:
#           whoever reads them by their text gets a form without answers, and answers that were taken back.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check striprtf==0.0.35 2>pip.log ||
  { cat pip.log >&2; exit 2; }
venv/bin/python - <<'PY'
import importlib.metadata as metadata
import sys

from striprtf.striprtf import rtf_to_text

FORM = r"""{\rtf1\ansi\deff0{\fonttbl{\f0 Arial;}}{\*\revtbl{Unknown;}{Pat Sample;}}
\pard Risk: {\deleted\revauthdel1\revdttmdel0 Low}{\revised\revauth1\revdttm0 High}\par
Level: {\field{\*\fldinst { FORMDROPDOWN }{\*\formfield{\fftype2\ffres1\fftypetxt0{\*\ffname Level}\ffdefres0
{\*\ffl Low}{\*\ffl Medium}{\*\ffl High}}}}{\fldrslt }}\par
Missing: {\field{\*\fldinst { FORMCHECKBOX }{\*\formfield{\fftype1\ffres1\fftypetxt0\ffhps20
{\*\ffname Missing}\ffdefres0}}}{\fldrslt }}\par
Name: {\field{\*\fldinst { FORMTEXT }{\*\formfield{\fftype0\fftypetxt0{\*\ffname Name}}}}{\fldrslt Alex Example}}\par}"""

print("striprtf", metadata.version("striprtf"))
seen = [line.strip() for line in rtf_to_text(FORM).splitlines()]
print("expected:", ["Risk: High", "Level: Medium", "Missing: (ticked)", "Name: Alex Example"])
print("seen:    ", seen)
sys.exit(0 if seen == ["Risk: LowHigh", "Level:", "Missing:", "Name: Alex Example"] else 1)
PY
