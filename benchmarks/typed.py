"""Everyday wordings, each plainly certain, as people in children's services type them into forms.

In braces stands what is drawn anew each time: ``{d}`` a date in one of the ways of writing it, ``{name}``, ``{age}``.
"""

from __future__ import annotations

from typing import Final

DATES: Final = (
    "%d/%m/%Y",
    "%d/%m/%Y",
    "%d/%m/%Y",
    "%d/%m/%y",
    "{day}/{month}/%Y",
    "{day}/{month}/%y",
    "%d.%m.%Y",
    "%d.%m.%y",
    "{day}.{month}.%y",
    "%d-%m-%Y",
    "%d / %m / %Y",
    "{day} %B %Y",
    "%d %B %Y",
    "{day}{ordinal} %B %Y",
    "{day}{ordinal} of %B %Y",
    "{day} %b %Y",
    "{day}{ordinal} %b %Y",
    "%d-%b-%Y",
    "%A {day} %B %Y",
    "%A {day}{ordinal} %B %Y",
    "%a {day} %b %Y",
    "%a %d/%m/%Y",
    "%A, {day} %B %Y",
    "%B {day}{ordinal} %Y",
    "%Y-%m-%d",
)

FIRST_NAMES: Final = ("Kayleigh", "Mohammed", "Jayden", "Ruby", "Aisha", "Tyler", "Zofia", "Callum", "Grace", "Dwayne")
LAST_NAMES: Final = ("Testley", "O'Sample", "Fictitious-Jones", "Exampleby", "Mockford", "Inventham", "McSpecimen")

BORN: Final = """
{d}
{d}.
({d})
DOB {d}
DOB: {d}
DOB - {d}
dob {d}
DoB: {d}
D.O.B. {d}
D.O.B: {d}
d.o.b. {d}
Born {d}
born on {d}
Born on {d}, aged {age}
Date of birth: {d}
Date of Birth {d}
Child's DOB: {d}
YP DOB {d}
{d} ({age})
{d} (age {age})
{d} (aged {age})
{d} ({age} years)
{d} ({age} years old)
{d} ({age} yrs)
{d} ({age}yrs)
{d} ({age} yrs old)
{d} ({age} y/o)
{d} ({age}yo)
{d} - {age} years
{d} - {age} years old
{d} – aged {age}
{d} - age {age}
{d}, aged {age}
{d}, {age} years old
{d} age {age}
{d} Age: {age}
{d} aged {age} years
{d} / {age} years
{d} (currently {age})
{d} (now {age})
{d} - currently aged {age}
{d} (age {age} at assessment)
{d} ({age} at time of assessment)
{d} (age at assessment: {age})
DOB {d} (age {age})
DOB: {d} Age: {age}
DOB {d} - {age} years old
Age {age}, DOB {d}
Aged {age} ({d})
{age} ({d})
{age} years ({d})
{age} years old, born {d}
{age} - {d}
Age: {age}|DOB: {d}
DOB: {d}|Age: {age}
{d}|Age {age}
{d}|{age} years old
{d}|aged {age}
"""

COMPLETED: Final = """
{d}
{d}.
Completed {d}
Completed on {d}
Completed: {d}
completed {d}
Date completed: {d}
Date: {d}
Date of assessment: {d}
Assessment date: {d}
Assessment completed {d}
Assessment completed on {d}
Assessment completed: {d}
Tool completed {d}
Form completed on {d}
CE tool completed on {d}
Initial assessment {d}
Initial assessment: {d}
Initial assessment completed {d}
Review assessment {d}
Review assessment completed {d}
Completed by {name} on {d}
Completed by {name} {d}
Completed on {d} by {name}
Completed {d} by {name}, social worker
{d} by {name}
{d} by {name}, Social Worker
{d} - {name}
{d} ({name})
{d} {name}
{name} {d}
{name}, {d}
{name} - {d}
{name}, social worker, {d}
Completed with {first} on {d}
{d} (initial)
{d} (initial assessment)
{d} - initial assessment
{d} – initial CE assessment
{d} - first assessment
{d} (review)
{d} - review assessment
{d} (updated assessment)
{d} at 14:30
{d} 2pm
{d}, 10.30am
{d} completed
{d} (completed)
{d} - completed by {name}
{d} (completed by {name})
Carried out {d}
Undertaken on {d}
{d} - no previous concerns.
{d} No previous CE concerns.
{d}. No previous concerns.
{d} - CE has not previously been a concern.
{d}, no previous CE assessment.
{d}|CE has not previously been a concern.
{d}|No previous concerns around exploitation.
{d}|This is the first assessment.
{d}|Not previously a concern
{d}|No
{d}|Yes - previously open to the CE pathway.
{d}|CE has previously been a concern; see chronology.
{d}|Previously assessed in 2024, outcome medium.
{d}||CE was a concern in 2023 when {first} was found with older males.
{d}. CE has previously been a concern, {first} was on the pathway in 2024.
Completed {d}|There have been no previous concerns about CE.
"""

REVIEW: Final = """
{d}
{d}.
By {d}
by {d}
On {d}
Review {d}
Review date: {d}
Review date {d}
Review on {d}
Review by {d}
Review due {d}
Review due by {d}
Due {d}
Due by {d}
Due on {d}
To be reviewed by {d}
To be reviewed on {d}
Will be reviewed on {d}
On or before {d}
No later than {d}
By no later than {d}
Before or on {d}
{d} at the latest
{d} latest
Next review {d}
Next review: {d}
Next review due {d}
CE review {d}
CE review: {d}
CE review meeting {d}
Review meeting {d}
Review meeting on {d} at 10am
{d} at 10am
{d} at 2.30pm
{d} at 10:00
{d}, 14:00
{d} 2pm
{d} 10.00
{d} @ 2pm
{d} - 10am
{d} (10am)
{d} at 10am via Teams
{d} 11am on Teams
{d} via Teams
{d} on Teams
{d} (Teams)
{d} - via MS Teams
{d} at school
{d} at 1pm at school
{d} (4 weeks)
{d} (12 weeks)
{d} (in 4 weeks)
{d} (within 12 weeks)
{d} - 12 weeks
12 weeks - {d}
4 weeks: {d}
4 weeks ({d})
In 12 weeks - {d}
12 weekly - {d}
{d} (MACE)
{d} - MACE panel
MACE panel {d}
{d} (agreed)
{d} - agreed
{d} agreed
Agreed: {d}
Agreed for {d}
Agreed review date {d}
Agreed review date: {d}
{d} (agreed with parent)
{d} agreed with {name}
{d} - agreed with family
{d} with {name}
Booked for {d}
Review booked for {d}
Review booked {d} at 11am
Set for {d}
Scheduled for {d}
{d} or sooner if needed
{d} or earlier if concerns increase
{d} (or sooner if risks escalate)
"""

VIEWS: Final = """
{d}
{d}.
On {d}
on {d}
Date: {d}
Obtained {d}
Obtained on {d}
Views obtained {d}
Views gathered on {d}
{d} at school
{d} in school
{d} - at school
{d} at home
{d} - home visit
{d} (home visit)
{d} during home visit
{d} during a home visit
{d} on home visit
{d} at home visit
Home visit {d}
Home visit on {d}
Visit on {d}
Visit {d}
{d} during visit
{d} at placement
{d} - statutory visit
{d} (stat visit)
{d} CIN visit
{d} by {name}
{d} by {name}, social worker
{d} by social worker
{d} by SW
{d} - {name}
{d} ({name})
{d} with {name}
{d} with social worker
{d} by phone
{d} by telephone
{d} via telephone
{d} over the phone
{d} (phone call)
{d} via WhatsApp
{d} via video call
{d} on Teams
{d} in person
{d} face to face
{d} (face to face)
{d} - direct work
{d} direct work session
{d} during direct work
{d} during direct work with {name}
{d} during 1:1 session
{d} at 4pm
{d} 15:30
{d} (seen alone)
{d} - seen alone
Seen {d}
Seen on {d} at school
Seen at home on {d}
Spoken to on {d}
{d} return home interview
{d} during RHI
{d} at youth club
{d} - wishes and feelings work
"""

STATUS: Final = """
CIN = CIN
CiN = CIN
Child in Need = CIN
child in need = CIN
Child In Need (CIN) = CIN
CIN - Child in Need = CIN
CIN plan = CIN
CIN Plan = CIN
CIN case = CIN
Open to CIN = CIN
Open as CIN = CIN
Currently CIN = CIN
Child in Need plan = CIN
Section 17 = CIN
S17 = CIN
s.17 = CIN
S17 CIN = CIN
CIN (S17) = CIN
CIN - Section 17 = CIN
CIN - S17 = CIN
CIN. = CIN
CP = CP
Child Protection = CP
child protection = CP
Child Protection (CP) = CP
CP Plan = CP
CP plan = CP
Child Protection Plan = CP
CPP = CP
On a CP plan = CP
Subject to CP plan = CP
Subject to a Child Protection Plan = CP
Currently subject to a child protection plan = CP
CP - neglect = CP
CP (neglect) = CP
CP plan - emotional abuse = CP
Child Protection Plan (sexual abuse) = CP
CP plan under neglect = CP
CLA = CLA
Child Looked After = CLA
Looked After Child = CLA
Looked after = CLA
LAC = CLA
CLA (LAC) = CLA
Child in Care = CLA
CiC = CLA
CLA - Section 20 = CLA
CLA (S20) = CLA
CLA - Full Care Order = CLA
CLA, Interim Care Order = CLA
LAC - S31 = CLA
Currently CLA = CLA
Child is CLA = CLA
Early Help = Early Help
Early help = Early Help
EH = Early Help
EHA = Early Help
Early Help Assessment = Early Help
Early Help plan = Early Help
Open to Early Help = Early Help
Early Help - Level 3 = Early Help
Early Help (targeted) = Early Help
Status: CIN = CIN
Case status: CP = CP
CIN since {month} {year} = CIN
CP plan since {d} = CP
CIN - allocated to {name} = CIN
"""

NAME: Final = """
{name}
{last}, {first}
{first} {last} {other}
{first} {last}-{other}
{first} "{other}" {last}
{first} ({other}) {last}
{first} {last} (known as {other})
{first} {last} known as {other}
{first} {last} (likes to be called {other})
{first} {last} (preferred name {other})
{first} {last} also known as {other}
{first} {last} (female)
{first} {last} (male)
{first} {last} (F)
{first} {last} (M)
{first} {last} (she/her)
{first} {last} (he/him)
{first} {last} (they/them)
{first} {last} ({age})
{first} {last} (age {age})
{first} {last}, aged {age}
{first} {last}, {age} years
{first} {last} - {number}
{first} {last} ({number})
{first} {last} (Mosaic {number})
{first} {last} (LCS ID {number})
{first} {last} ID: {number}
{first} {last}|Mosaic ID {number}
Name: {first} {last}
Child's name: {first} {last}
Child: {first} {last}
YP: {first} {last}
Young person: {first} {last}
Miss {first} {last}
Master {first} {last}
Mr {first} {last}
{first} {last} (Year 11)
{first} {last} - Year 12
{first} {last}, Year 12
{first} J {last}
{first} J. {last}
{first} Mary-Jane {last}
{first} van der {last}
{first} bin {last}
{last} {first}
"""

ENTRY: Final = """
{points} = yes
{points}. = yes
{points} points = yes
{points}pts = yes
{points} pts = yes
({points}) = yes
+{points} = yes
Yes = yes
yes = yes
YES = yes
Y = yes
y = yes
Yes. = yes
Yes {points} = yes
Yes - {points} = yes
Yes – {points} = yes
Yes ({points}) = yes
Yes: {points} = yes
Yes = {points} = yes
Yes, {points} = yes
Yes/{points} = yes
Y {points} = yes
Y - {points} = yes
{points} - yes = yes
{points} (yes) = yes
{points} yes = yes
{points} Yes = yes
Yes|{points} = yes
{points}/{points} = yes
✓ = yes
✔ = yes
√ = yes
☑ = yes
☒ = yes
x = yes
X = yes
✓ {points} = yes
{points} ✓ = yes
Yes ✓ = yes
Applies = yes
Yes - applies = yes
Ticked = yes
0 = no
0. = no
0 points = no
0pts = no
(0) = no
No = no
no = no
NO = no
N = no
n = no
No. = no
No 0 = no
No - 0 = no
No – 0 = no
No (0) = no
No: 0 = no
No, 0 = no
N - 0 = no
0 - no = no
0 (no) = no
0 no = no
No|0 = no
N/A = no
n/a = no
NA = no
N/a = no
Not applicable = no
Nil = no
nil = no
None = no
None known = no
No concerns = no
No evidence = no
No known concerns = no
Does not apply = no
Not an issue = no
"""

NOTE: Final = """
Police intel {d} = yes
Reported by school {d} = yes
Reported missing on {d} = yes
Missing three times in {month} = yes
Missing episodes in {month} {year} = yes
See chronology = yes
See above = yes
See police report dated {d} = yes
Ongoing = yes
Current concern = yes
Ongoing concern = yes
Confirmed by police = yes
Disclosed to school on {d} = yes
Disclosed to {name} on {d} = yes
{first} disclosed this to the social worker. = yes
{first} has told her school about this. = yes
Mum reports this happens most weekends. = yes
School report that this has got worse since {month}. = yes
Identified by school nurse = yes
EHCP in place = yes
Open to CAMHS = yes
CAMHS referral made {d} = yes
Referral made {d} = yes
Known to the service since {year} = yes
Arrested {d} = yes
Arrested in {month} and bailed = yes
Charged {d} = yes
Attendance is 62% = yes
Cannabis use, daily = yes
Smokes cannabis with friends = yes
Found with cannabis on {d} = yes
Stopped and searched on {d} = yes
Has been seen with older males = yes
Two incidents in {month} = yes
Weekly = yes
Known = yes
Strategy meeting held {d} = yes
Evidence from phone download = yes
Linked to a named group = yes
Witnessed an assault on {d} = yes
Crime number {number} = yes
Yes = yes
No concerns = no
No concerns at this time = no
No current concerns = no
No known concerns = no
None known = no
None = no
N/A = no
No evidence = no
No evidence of this = no
No information to suggest this = no
No intelligence held = no
No intel = no
Not known to police = no
Not an issue = no
Nothing reported = no
Nothing known = no
Nil = no
No = no
Does not apply = no
Attends school full time = no
Police checks completed {d}, nothing held = no
Checked with police {d} - no intel = no
Discussed with {name}, no concerns = no
Mum reports no concerns = no
School have no concerns = no
{first} denies this and there is no information otherwise. = no
"""

AGENCY: Final = """
{name}
{first} {last} (DSL)
{first} {last}, DSL
{first} {last} - DSL
{first} {last} (Head of Year 11)
{first} {last} - Head of Year
{first} {last} (SENCO)
{first} {last}, Pastoral Lead
{first} {last} (allocated SW)
{first} {last} - Social Worker
{first} {last}, social worker
{first} {last} (SW)
{first} {last} SW
SW {first} {last}
Social Worker {first} {last}
{first} {last} (Team Manager)
{first} {last} - Senior Practitioner
Mrs {last}
Mr {last}
Ms {last}
Miss {last}
Mrs {first} {last}
Mr {first} {last}
Dr {last}
Dr {first} {last}
PC {last}
PC {number} {last}
PC {first} {last}
DC {first} {last}
DS {last}
Sgt {last}
PCSO {last}
Insp {first} {last}
{first} {last} (Missing Team)
{first} {last}, Exploitation Team
{first} {last} (attended)
{first} {last} - attended
{first} {last} attended
{first} {last} (in attendance)
{first} {last} (invited and attended)
{first} {last} (consulted)
{first} {last} consulted {d}
{first} {last} - consulted by phone {d}
{first} {last} (by email)
{first} {last} by phone
{first} {last} via Teams
{first} {last} (report sent)
{first} {last} - contributed by email
{first} {last} and {first} {other}
{first} {last} & {first} {other}
{first} {last} / {first} {other}
{first} {last}|{first} {other}
{first} {last}, {first} {other}
{first} {last} {d}
"""

LEAD: Final = """
{name}
{name}.
{last}, {first}
Mrs {last}
Mr {last}
Ms {last}
Miss {first} {last}
Dr {first} {last}
Mrs {first} {last}
Ms {first} {last}
{first} {last} (DSL)
{first} {last}, DSL
{first} {last} - DSL
DSL {first} {last}
DSL: {first} {last}
DSL - {first} {last}
{first} {last} (Deputy DSL)
{first} {last} - Designated Safeguarding Lead
{first} {last}, Designated Safeguarding Lead
{first} {last} (Safeguarding Lead)
{first} {last} - Safeguarding Lead
Safeguarding Lead: {first} {last}
{first} {last} (CE Lead)
{first} {last} - CE Lead
{first} {last}, Exploitation Lead
CE Lead: {first} {last}
{first} {last} (Team Manager)
{first} {last}, Team Manager
{first} {last} - Service Manager
{first} {last} (Head of Service)
{first} {last} (Children's Services)
{first} {last}, Children's Social Care
{first} {last} - Youth Justice Service
{first} {last} (Police)
DS {first} {last}
DI {last}
PC {first} {last}
{first} {last} 01234 567890
{first} {last} (01234 567890)
{first} {last} - 07700 900123
{first} {last}|CE Lead
{first} {last}|Team Manager
{first} {last} and {first} {other}
{first} {last} / {first} {other}
{first} {last} {d}
{first} {last} (signed {d})
Name: {first} {last}
{first} {last}, Named Nurse
"""

WHEN: Final = """
{d}
{d}.
by {d}
By {d}
On {d}
Before {d}
By no later than {d}
{d} at the latest
{d} at 10am
w/c {d}
Week commencing {d}
ASAP
asap
As soon as possible
Immediately
Immediate
Today
Tomorrow
This week
Next week
By end of this week
End of the week
By end of {month}
End of {month} {year}
{month} {year}
Ongoing - review {d}
{d} and ongoing
Weekly
Fortnightly
Monthly
Daily
Every two weeks
2 weeks
4 weeks
1 month
Within 24 hours
Within 7 days
Within 2 weeks
Within 10 working days
In 4 weeks
Next review
By next review
By the next review
At next CIN meeting
By next core group
Before the next core group
Before the strategy meeting
At next home visit
By half term
End of term
By end of the summer term
Completed
Completed {d}
Done
Done {d}
Already completed
In place
Complete by {d}
Within 48 hours
Within 3 weeks
"""

TRANSITION: Final = """
Referral to adult services made {d}.
Referral to adult social care made on {d}
Referred to adult services {d}
Referral to adults to be made by {d}
Transition referral completed {d}.
Transition referral sent to {name} {d}
Transition worker allocated: {name}
Transition worker is {name}
Transitions worker {name} allocated {d}
Transition plan in place.
Transition plan started {d}
Transition meeting held {d}
Transition meeting booked for {d}
Transition planning meeting {d} with adult services
Transition planning has begun; next meeting {d}.
Leaving care PA {name} allocated.
Leaving care PA allocated {d}
PA allocated - {name}
Personal Adviser {name} introduced on {d}
Pathway plan completed {d}
Pathway plan in place, reviewed {d}.
Pathway plan to be completed by {d}.
{first} will move to the leaving care team in {month} {year}.
{first} will be supported by {name} after the 18th birthday.
{first} will stay put with foster carers after 18.
{first} has been referred to supported accommodation.
Discussed at transitions panel {d}
Discussed with adult safeguarding {d}
Adult MASH contacted {d}
Adult services invited to the review on {d}
Adult social care assessment requested {d}
Care Act assessment requested {d}
Care Act assessment booked {d}
Adult exploitation team to take over from {d}
Adult exploitation panel informed {d}
Joint visit with adult worker booked {d}
Joint visit with adult social worker {name} took place on {d}
Handover to adult services planned for {month} {year}
Housing referral made {d}
Supported accommodation identified; move planned for {month}.
CAMHS to adult mental health transition meeting {d}
Virtual school to support with college place from September.
EHCP will continue to age 25; SEND transition worker is {name}.
Probation informed by YJS on {d}; {name} is the link worker.
Young person turns 18 this year; referral to transitions team made {d}.
"""


def lines(wordings: str) -> tuple[tuple[str, str], ...]:
    """Return each wording, ``|`` made into a new line, with what it means; without that it is the date, in full."""
    found = []
    for line in wordings.strip().splitlines():
        wording, sign, meant = line.rpartition(" = ")
        found.append(((wording if sign else line).replace("|", "\n"), meant if sign else "{iso}"))
    return tuple(found)


def texts(wordings: str, part: str = "") -> tuple[tuple[str, str], ...]:
    """Return each wording with the part of it that has to come back: all of it unless another is given."""
    found = [line.replace("|", "\n") for line in wordings.strip().splitlines()]
    return tuple((wording, part or wording) for wording in found)
