#!/usr/bin/env bash
# Packages  node-ical 0.27.2 (npm) and ics 0.7.3 (Python) read; icalendar 7.3.2 writes; it and vobject 0.9.9 read as well
# Expected  In a text of a calendar `\\` is a backslash, and a backslash with n or N a new line (RFC 5545, 3.3.11), read
#           from left to right. The folder S:\north\2026 is written as S:\\north\\2026, and comes back as it was.
# Seen      Both undo one sign after the other, new lines before backslashes: in `\\n` they find `\n`. The folder becomes
#           "S:\", a new line and "orth\2026". Two other readers of the same bytes are right.
# Matters   Diaries say in which folder a form lies, and folders whose name begins with n are common (new, notes, north,
#           names). The diary is sound, as other readers show; what the calendar shows is a path that leads nowhere.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check icalendar==7.3.2 vobject==0.9.9 ics==0.7.3 2>pip.log ||
  { cat pip.log >&2; exit 2; }
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . node-ical@0.27.2 >npm.log 2>&1 ||
  { cat npm.log >&2; exit 2; }
venv/bin/python - <<'PY'
import datetime as dt

from icalendar import Calendar, Event

diary, review = Calendar(), Event()
diary.add("prodid", "-//invented//diary//EN")
diary.add("version", "2.0")
review.add("uid", "1@forms.example")
review.add("dtstamp", dt.datetime(2026, 1, 1, tzinfo=dt.timezone.utc))
review.add("dtstart", dt.date(2026, 3, 2))
review.add("summary", "Review of a form")
review.add("location", "S:\\north\\2026")
diary.add_component(review)
with open("diary.ics", "wb") as file:
    file.write(diary.to_ical())
PY
cat >read.mjs <<'JS'
import fs from 'node:fs';
import ical from 'node-ical';
const diary = ical.sync.parseICS(fs.readFileSync('diary.ics', 'utf8'));
const { version } = JSON.parse(fs.readFileSync('node_modules/node-ical/package.json'));
const event = Object.values(diary).find((part) => part.type === 'VEVENT');
fs.writeFileSync('node-ical.json', JSON.stringify([version, event.location]));
JS
node read.mjs
venv/bin/python - <<'PY'
import importlib.metadata as metadata
import json
import re
import sys

import ics
import vobject
from icalendar import Calendar

with open("diary.ics", encoding="utf-8", newline="") as file:
    diary = file.read()
print("in the diary:", re.search("LOCATION:[^\r]*", diary)[0])
version, by_node_ical = json.load(open("node-ical.json", encoding="utf-8"))
seen = {
    f"icalendar {metadata.version('icalendar')}": str(Calendar.from_ical(diary).walk("VEVENT")[0]["location"]),
    f"vobject {metadata.version('vobject')}": vobject.readOne(diary).vevent.location.value,
    f"node-ical {version}": by_node_ical,
    f"ics {metadata.version('ics')}": next(iter(ics.Calendar(diary).events)).location,
}
folder = "S:\\north\\2026"
print(f"{'expected':17}", repr(folder))
for reader, location in seen.items():
    print(f"{reader:17}", repr(location))
right = [reader.split()[0] for reader, location in seen.items() if location == folder]
sys.exit(0 if right == ["icalendar", "vobject"] else 1)
PY
