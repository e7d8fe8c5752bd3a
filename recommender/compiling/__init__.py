"""The YAML of a knowledge base, checked and turned into plain data: one module a kind of file."""

from recommender.compiling.compiler import Checked, check_texts, compile_texts

__all__ = ["Checked", "check_texts", "compile_texts"]
