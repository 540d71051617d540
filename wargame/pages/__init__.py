"""What is shown of a game, page by page, in sentences; how a page is laid out is its sheet's business."""
