"""Small compatibility modules for old frameworks on newer Pythons and libraries.

Each has `apply()`, to be called before the framework is imported, inside its environment. Each says
what it works around and where that is known upstream.
"""
