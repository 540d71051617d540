"""From a scenario file to its rules: found, read, expanded, checked; and what helps an author to write one."""
