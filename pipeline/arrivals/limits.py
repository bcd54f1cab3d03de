"""How much a container may ask of us: bounds that keep any of them under 300 MB of memory."""

from __future__ import annotations

from typing import Final

MEGABYTE: Final = 1_000_000

FILE_BYTES: Final = 100 * MEGABYTE
"""The whole file as it arrives: it is held in memory while it is looked through."""

MAIL_BYTES: Final = 60 * MEGABYTE
"""An e-mail, which is held with what is decoded of it. Few mail servers let more than 35 MB pass."""

ITEMS: Final = 5_000
"""Attachments and members, at all depths together. A year's forms of a team in one zip are some hundred."""

TOTAL_BYTES: Final = 500 * MEGABYTE
"""Sum of all that is unpacked, at all depths together."""

DEPTH: Final = 8
"""Containers within each other. A forwarded e-mail with a zip of e-mails with forms has four."""

NAME_BYTES: Final = 150
"""A name in UTF-8; most systems allow 255, and something is added to some of them."""
