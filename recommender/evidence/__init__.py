"""What facts, measurements, studies and what one has already say of a framework."""
