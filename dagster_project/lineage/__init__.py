"""From a figure to the rows that it is made of and back, out of a year's warehouse. No figure is computed here."""
