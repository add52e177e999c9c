"""The page of the sandbox: a small pretend Slack in the browser, drawn on the server."""
