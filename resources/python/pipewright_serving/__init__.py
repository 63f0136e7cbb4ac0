"""Serves one version of a model: loads it once, forks workers that share it, and answers batches of rows over sockets.

Standard library only until the model is loaded; what the model needs is in the project's environment. The page between this
package and the engine is `README.md` beside it.
"""
