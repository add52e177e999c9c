"""Bringing what exists: a CSV export of requests and volunteers, read whole, checked row by row, written once."""
