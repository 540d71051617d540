"""Both languages: turns `Rules` (words) into `Tables` (integers), and remembers which is which."""
