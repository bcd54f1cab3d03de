"""E-mails in their kinds: MIME (.eml), Outlook's .msg, TNEF (winmail.dat), signed ones."""
