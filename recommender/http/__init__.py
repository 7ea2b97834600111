"""The parts of the HTTP door: what is said, and what stands around every call.

In: requests, and records of plain values. Out: checked options and bodies, answers, problem documents, metrics. The
door itself, with its routes and its table of errors, is ``service.py``.
"""
