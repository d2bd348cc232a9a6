"""The agency's work as staff look at it: narrowed, counted, searched, saved, exported.

narrowing   the rules: what waits for a role, which moments "due in two days" means
listing     a page of open dossiers and the counts of each column
searching   sent dossiers by number, name, personal number or phone (blind.py)
exporting   the same rows as a file, page by page
"""
