"""SQL blocks: queries over the outputs of upstream blocks, in a database of the project or in one that lives for the block only."""
