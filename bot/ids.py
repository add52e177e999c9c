"""Every action, callback and command by its name, once: shared by the view that draws it and the listener.

No id says what a confidential request is about: one id serves all its kinds.
"""

# Commands
CODEBUDDY = "/codebuddy"
LOG_SESSION = "/logsession"
ESCALATE = "/escalate"

# Shortcuts
SHORTCUT_REQUEST = "shortcut_request"
SHORTCUT_HELP = "shortcut_help"
SHORTCUT_LOG = "shortcut_log"

# Modals
MODAL_LOG = "modal_log_session"
MODAL_REQUEST = "modal_request"
MODAL_REQUEST_MEETING = "modal_request_meeting"
MODAL_VOLUNTEER = "modal_volunteer"
MODAL_VOLUNTEER_SECOND = "modal_volunteer_second"
MODAL_CHECK = "modal_check"
MODAL_OFFER_DECLINE = "modal_offer_decline"
MODAL_CHOOSE = "modal_choose"
MODAL_CHOOSE_ANYWAY = "modal_choose_anyway"
MODAL_SETUP = "modal_setup"
MODAL_HELP = "modal_help"
MODAL_PRIVATE = "modal_private"
MODAL_NEVER_PAIR = "modal_never_pair"
MODAL_RECRUIT = "modal_recruit"

# Buttons of sessions
LOG_OPEN = "log_open"
LOG_UNDO = "log_undo"

# Buttons of asking, offering, matching
REQUEST_OPEN = "request_open"
REQUEST_BACK = "request_back"
REQUEST_WITHDRAW = "request_withdraw"
REQUEST_PUT_BACK = "request_put_back"
VOLUNTEER_OPEN = "volunteer_open"
VOLUNTEER_APPROVE = "volunteer_approve"
VOLUNTEER_PAUSE = "volunteer_pause"
VOLUNTEER_FIRST = "volunteer_first"
VOLUNTEER_READ = "volunteer_read"
VOLUNTEER_CHAT = "volunteer_chat"
VOLUNTEER_FULL = "volunteer_full"
VOLUNTEER_AWAY = "volunteer_away"
VOLUNTEER_BACK = "volunteer_back"
VOLUNTEER_STILL = "volunteer_still"
PROPOSAL_APPROVE = "proposal_approve"
PROPOSAL_REJECT = "proposal_reject"
PROPOSAL_TAKE_BACK = "proposal_take_back"
PROPOSAL_OTHERS = "proposal_others"
PROPOSAL_CHOOSE = "proposal_choose"
OFFER_FULL = "offer_full"
OFFER_ACCEPT = "offer_accept"
OFFER_DECLINE = "offer_decline"
BUDDY_ACCEPT = "buddy_accept"
BUDDY_DECLINE = "buddy_decline"
NEVER_PAIR_OPEN = "never_pair_open"

# Buttons of help
HELP_OPEN = "help_open"
HELP_ACKNOWLEDGE = "help_acknowledge"
HELP_CLOSE = "help_close"
PRIVATE_OPEN = "private_open"
PRIVATE_STEP = "private_step"

# Buttons elsewhere
SETUP_OPEN = "setup_open"
TASK_DONE = "task_done"
TASK_PUT_BACK = "task_put_back"
REMEDIES_OPEN = "remedies_open"
INTRODUCTION_DONE = "introduction_done"
CHANNEL_AGAIN = "channel_again"
RECRUIT_OPEN = "recruit_open"
CODEBUDDY_DO = "codebuddy_do"
CODEBUDDY_HELP = "codebuddy_help"
