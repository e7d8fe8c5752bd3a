"""How sure a decision is, by sampling weights and values (SMAA)."""
