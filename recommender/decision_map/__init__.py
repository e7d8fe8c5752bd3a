"""A small tree of questions that stands in for the recommender, and its pictures."""
