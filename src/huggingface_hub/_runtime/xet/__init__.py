"""
Driving `hf_xet`, the native library of the Xet storage, which has threads of its own.

Colourless: what is here is called through `to_thread` in both colours, notices within moments that its caller was stopped,
and leaves no transfer running. The library is imported when the first transfer begins.
"""
