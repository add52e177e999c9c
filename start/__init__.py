"""Putting the program together and starting it: the top of the house."""
