"""A pretend Slack, over real HTTP and a real WebSocket, to try and to test the program against.

It knows Slack's rules and nothing of the program; the two share only Slack's own interface and the
line protocol of the clock (:mod:`sandbox.clockport`).
"""
