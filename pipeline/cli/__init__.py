"""The commands: they parse, call, print and exit. What they print on stdout is data, on stderr it is talk."""
