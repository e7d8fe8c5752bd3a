"""The command line: a module for each command or group of commands, imported when it runs.

``commands`` has them all by name; what they show is made elsewhere, here it is laid out and told.
"""
