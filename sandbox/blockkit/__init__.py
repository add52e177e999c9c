"""Block Kit as Slack takes it (`check`) and as a person reads it (`render`)."""
