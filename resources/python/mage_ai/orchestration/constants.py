"""Nothing of it is needed here; the module exists because projects import it."""
