"""Who submitted, approved and explained what, and what that means for a year. Files of a release are in `sealing/`."""
