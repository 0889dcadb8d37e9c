"""Who a program asks for outside of this machine: asked for in vain and noted, also by the processes that it starts.

What is written in C and opens sockets without Python is not seen.
"""
