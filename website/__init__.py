"""The documentation site's generated pages: what is known, as Markdown.

``mkdocs.yml`` names the pages that are written by hand (``docs/``); :mod:`website.hooks` adds those
that :mod:`website.pages` makes from the knowledge base, the schemas and the examples. Everything
but the hooks is pure and knows nothing of MkDocs.
"""
