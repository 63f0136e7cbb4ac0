"""Small pictures of values, for the output panel: preview.json and the files beside it."""
