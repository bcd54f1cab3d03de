"""Assessment → files: the submitted document with its results in place, the register, the diary.

Import each writer from its own module: reading a form needs none of them, and together they are slow to load.
"""
