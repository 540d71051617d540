"""Pages as HTML files that stand alone: no script, nothing fetched, readable on a phone and on paper.

Whoever writes HTML goes through three doors:

- `sheet.HtmlSheet` is a sheet that any page of `pages/` can be written on, with tables, links and charts beside;
- `charts` makes the charts: `line_chart`, `scatter`, `bars`, `histogram`, each with words for those who see none;
- `document.Document` is the file around a sheet, and `document.kind_of` what `destination` knows it by.

No line of Python here writes a tag: blocks and shapes are data, and `templates/` turns them into markup, where every
text is escaped and rid of hidden characters.
"""
