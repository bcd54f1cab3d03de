"""Text and signs into values: dates, numbers, choices, ticks; or why they are unclear."""
