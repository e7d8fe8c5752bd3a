"""What is known, as immutable types, and the view of it at a date."""
