"""What an author may say: the scenario file, its language, its meaning and its words."""
