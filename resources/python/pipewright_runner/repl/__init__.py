"""A Python prompt at the place where a block failed."""
