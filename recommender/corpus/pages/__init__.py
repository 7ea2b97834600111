"""What a web page says of itself: a file for each of the ways in which pages say it.

In: a page as a tree of elements. Out: plain values by the names of schema.org. The one idea: each way is read by its
own specification and knows nothing of the others; which of them is believed is decided in one place, `readers.page`.
"""
