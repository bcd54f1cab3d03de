"""The page of a child: all assessments and versions, totals and factors over time, documents for others."""
