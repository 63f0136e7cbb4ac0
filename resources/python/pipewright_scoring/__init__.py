"""Lets two versions of a model answer the same rows, so that they can be compared."""
