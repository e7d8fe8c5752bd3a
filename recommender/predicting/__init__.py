"""From measured sizes to the model that the user describes: step time and memory, with errors."""
