"""Who a program asks for outside of this machine: asked for in vain and noted, also by the processes that it starts.

`guard` watches Python and knows the host; `kernel` binds C code as well and knows who asked.
"""
