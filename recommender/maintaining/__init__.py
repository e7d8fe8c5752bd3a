"""Keeping the knowledge: what is missing or old, what is new, and what a change does to advice."""
