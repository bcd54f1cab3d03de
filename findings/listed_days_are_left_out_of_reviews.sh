#!/usr/bin/env bash
# Packages  ical.js 2.2.1 and node-ical 0.27.2 (npm) read; icalendar 7.3.2 writes, and recurring-ical-events 3.8.2 reads right
# Expected  An event may list further days (RDATE). It takes place on the day in DTSTART and on those listed, also without a
#           rule (RFC 5545, 3.8.5.2: the recurrence set is made of DTSTART with RRULE, RDATE and EXDATE). The iterator of an
#           event in ical.js and node-ical's expandRecurringEvent() give its days.
# Seen      ical.js gives the listed days and leaves out the first one, unless there is a rule as well. node-ical gives the
#           first one and leaves out those listed, with a rule or without. Neither warns. Of one event on three days, the
#           one has two and the other the third.
# Matters   Reviews after 6 and 14 weeks follow no rule, so they are a list. In one calendar the first review is missing, in
#           the other all later ones are.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check icalendar==7.3.2 recurring-ical-events==3.8.2 2>pip.log ||
  { cat pip.log >&2; exit 2; }
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . ical.js@2.2.1 node-ical@0.27.2 >npm.log 2>&1 ||
  { cat npm.log >&2; exit 2; }
venv/bin/python - <<'PY'
import datetime as dt
from pathlib import Path

from icalendar import Calendar, Event

calendar = Calendar()
calendar.add("prodid", "-//invented//diary//EN")
calendar.add("version", "2.0")
for name in ("listed", "with a rule"):
    reviews = Event()
    reviews.add("uid", name)
    reviews.add("summary", name)
    reviews.add("dtstamp", dt.datetime(2026, 1, 1, tzinfo=dt.timezone.utc))
    reviews.add("dtstart", dt.date(2026, 3, 2))
    if name == "with a rule":
        reviews.add("rrule", {"freq": "weekly", "count": 2})
    reviews.add("rdate", [dt.date(2026, 4, 13), dt.date(2026, 6, 8)], parameters={"value": "DATE"})
    calendar.add_component(reviews)
Path("reviews.ics").write_bytes(calendar.to_ical())
PY
cat >read.mjs <<'JS'
import fs from 'node:fs';
import ICAL from 'ical.js';
import ical from 'node-ical';

for (const name of ['ical.js', 'node-ical'])
  console.log(name, JSON.parse(fs.readFileSync(`node_modules/${name}/package.json`)).version);
const text = fs.readFileSync('reviews.ics', 'utf8');
const seen = { 'ical.js': {}, 'node-ical': {} };
for (const component of new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent')) {
  const event = new ICAL.Event(component);
  const days = [];
  const iterator = event.iterator();
  for (let day = iterator.next(); day; day = iterator.next()) days.push(day.toString());
  seen['ical.js'][event.summary] = days;
}
const year = { from: new Date(2026, 0, 1), to: new Date(2026, 11, 31) };
for (const event of Object.values(ical.sync.parseICS(text)).filter((entry) => entry.type === 'VEVENT')) {
  const starts = ical.expandRecurringEvent(event, year).map((instance) => instance.start);
  seen['node-ical'][event.summary] = starts.map((start) => start.toISOString().slice(0, 10));
}
fs.writeFileSync('seen.json', JSON.stringify(seen));
JS
TZ=UTC node read.mjs
venv/bin/python - <<'PY'
import importlib.metadata as metadata
import json
import sys
from pathlib import Path

import recurring_ical_events
from icalendar import Calendar

calendar = Calendar.from_ical(Path("reviews.ics").read_bytes())
print(next(line for line in calendar.to_ical().decode().splitlines() if line.startswith("RDATE")))
right = {"listed": [], "with a rule": []}
for event in recurring_ical_events.of(calendar).between((2026, 1, 1), (2026, 12, 31)):
    right[event["SUMMARY"]].append(str(event["DTSTART"].dt))
print("recurring-ical-events", metadata.version("recurring-ical-events"))
first, later = "2026-03-02", ["2026-04-13", "2026-06-08"]
expected = {"listed": [first, *later], "with a rule": [first, "2026-03-09", *later]}
with open("seen.json") as file:
    seen = json.load(file)
for name, days in expected.items():
    by_reader = {reader: events[name] for reader, events in seen.items()}
    print(f"{name}: expected {days}, as recurring-ical-events has it: {sorted(right[name]) == days}; seen {by_reader}")
as_seen = {
    "ical.js": {"listed": later, "with a rule": expected["with a rule"]},
    "node-ical": {"listed": [first], "with a rule": [first, "2026-03-09"]},
}
sys.exit(0 if seen == as_seen and all(sorted(days) == expected[name] for name, days in right.items()) else 1)
PY
