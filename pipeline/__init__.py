"""Read completed Word and Excel forms, score them, and write the populated document back.

Start reading at :func:`pipeline.process.form.process_one`, which names every stage in order.
"""

__version__ = "0.2.0"
