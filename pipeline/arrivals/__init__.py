"""What arrives besides plain forms: e-mails and archives are opened, and all that is no form is named.

Nothing here writes to disk, and nothing is fetched. What is opened is bounded by :mod:`pipeline.arrivals.limits`.
"""
