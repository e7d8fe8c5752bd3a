"""An isolated environment for each stack: planned from its recipe, built, kept, found again."""
