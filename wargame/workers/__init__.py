"""Who plays many games: threads, processes, the machines of a cluster; one interface, so that nobody else minds."""
