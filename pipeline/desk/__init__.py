"""The desk: one output folder as pages on the own machine, for people without a terminal.

It does nothing of its own: what it shows is asked of the record, and what people do there is what the commands do.
"""
