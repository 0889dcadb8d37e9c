"""Python runs this first in each process that the guarded one starts: it is guarded too."""

import guard

guard.install()
