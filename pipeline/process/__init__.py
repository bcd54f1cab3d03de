"""One form from bytes to result and document. Start reading at :mod:`pipeline.process.form`."""
