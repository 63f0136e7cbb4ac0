"""What a failed block leaves behind: its frames and the values in them, as they were when it failed."""
