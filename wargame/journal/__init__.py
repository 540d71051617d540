"""Games as files: one line a decision, written before it counts, read as far as it is whole."""
