"""Workspaces that install the program themselves."""
