"""Playing line by line: numbered menus and plain sentences, for pipes, screen readers and any terminal there is."""
