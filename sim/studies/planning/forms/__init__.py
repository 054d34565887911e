"""Which forms must be submitted? One form a file: needs, staff, budget, months, languages, 4Ws, sites, children, and the situation.

Each is an `Answer`: sentences, a table in words, and a frame with the columns that the form asks for, which is written as CSV and XLSX.
What a form takes from memory or convention is in `forms.toml`, with range, grade and `verified`; a custom file replaces it.
"""
