"""Recommendations that are kept, replayed to the byte, and held against what is known today."""
