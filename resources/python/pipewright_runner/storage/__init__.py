"""Keeping the outputs of a block so that the next block receives exactly the same values."""
