"""The linters of a knowledge base: one small file a rule, each with its twin test.

The strict reading in ``compiling`` comes first; the linters look at what can be read and
is still wrong. Nothing on the way to a recommendation imports them.
"""
