"""One game in progress, in names: moves and their reasons, records, views, previews, projections."""
