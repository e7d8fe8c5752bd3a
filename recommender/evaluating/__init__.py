"""Real decisions whose outcome is known, and how the advice does on them."""
