"""The same decision laid out for different readers: terminal, Markdown, HTML, programs.

Nothing is decided or worded here; the sentences come from ``explanation``.
"""
