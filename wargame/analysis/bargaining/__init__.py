"""The theory of bargaining: the texts that could be signed, their worth to a seat, zones of agreement, solutions."""
