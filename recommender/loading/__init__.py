"""Files to knowledge: compiled data as rows, kept in a cache, and rows as types."""
