"""The full screen in a browser: a small server, and a process of the program for every page that it has admitted."""
