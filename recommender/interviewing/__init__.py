"""The interview: the questionnaire as a state, and which question can still change the answer."""
