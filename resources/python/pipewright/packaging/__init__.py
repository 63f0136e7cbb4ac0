"""Writes a version of a model as a folder that runs without Pipewright, with a script that starts it and a test that proves it."""
