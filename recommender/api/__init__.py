"""The HTTP door: routes, one file a noun, and what stands around every call.

In: requests, and records of plain values. Out: checked options and bodies, answers, problem documents, pages, metrics.
Nothing is computed here. ``service.py`` puts the parts together.
"""
