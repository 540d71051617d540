"""The review of one saved game: every decision judged, luck accounted for, the bargain and the promises.

Nothing here is a sentence: `pages.review` writes them. `reviewing` is where it all comes together.
"""
