"""Runs blocks of Pipewright pipelines. The contract with the engine is in ../README.md."""
