"""The same games under other rules: one number at a time, several by design, one mechanism with and without."""
