"""The cache on disk: names, references, links and trees, as other programs that share it know them.

Everything here is plain and synchronous. A step of an operation calls one function of these modules in one thread hop,
however many files it touches.
"""
