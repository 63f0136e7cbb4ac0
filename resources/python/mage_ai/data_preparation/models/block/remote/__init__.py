"""Blocks whose outputs other pipelines read."""
