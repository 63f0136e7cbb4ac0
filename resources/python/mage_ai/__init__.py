"""A stand-in for the package mage_ai, so that blocks written for Mage run where the real one is not installed.

Pipewright puts its folder last on the import path, so a real mage_ai always wins.
"""
