"""What this very machine shows when each framework really runs on it, in an isolated environment.

This package knows nothing of ``recommender``; recipes and results come and go as plain data.
"""
