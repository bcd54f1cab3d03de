#!/usr/bin/env bash
# Package   icalendar 7.3.2 writes, vobject 0.9.9 reads
# Expected  Whatever a text holds, writing escapes it so that any reader gets the same back: a backslash becomes two (RFC
#           5545, 3.3.11 TEXT, ESCAPED-CHAR). `\N` stands for a new line only in the file, never in the text that a
#           program hands over.
# Seen      Before it escapes, icalendar takes a backslash with a capital N inside the *text* for a new line. S:\North is
#           written as `S:\north`, which says "S:", new line, "orth". A backslash before any other letter, a small n
#           included, is written right, so a test with one path says that all is well. Neither icalendar nor vobject get
#           the text back.
# Matters   Folders (S:\North, \\server\New), references and either-or words (Yes\No) all hold it, and a diary of reviews
#           is made of such words. The event can't be put right by any reader: the letter N is gone.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check icalendar==7.3.2 vobject==0.9.9 2>pip.log ||
  { cat pip.log >&2; exit 2; }
venv/bin/python - <<'PY'
import datetime as dt
import importlib.metadata as metadata
import re
import sys

import vobject
from icalendar import Calendar, Event

TEXTS = ["S:\\reviews\\2026", "S:\\new\\2026", "S:\\North\\2026", "Transfer: Yes\\No"]


def diary(text: str) -> str:
    calendar, review = Calendar(), Event()
    calendar.add("prodid", "-//invented//diary//EN")
    calendar.add("version", "2.0")
    review.add("uid", "1@forms.example")
    review.add("dtstamp", dt.datetime(2026, 1, 1, tzinfo=dt.timezone.utc))
    review.add("dtstart", dt.date(2026, 3, 2))
    review.add("summary", text)
    calendar.add_component(review)
    return calendar.to_ical().decode()


print("icalendar", metadata.version("icalendar"), "vobject", metadata.version("vobject"))
right = []
for text in TEXTS:
    written = diary(text)
    back = str(Calendar.from_ical(written).walk("VEVENT")[0]["summary"])
    by_vobject = vobject.readOne(written).vevent.summary.value
    print("written:", re.search("SUMMARY:[^\r]*", written)[0])
    print(f"  expected {text!r}, icalendar reads {back!r}, vobject reads {by_vobject!r}")
    right.append(text == back == by_vobject)
sys.exit(0 if right == [True, True, False, False] else 1)
PY
