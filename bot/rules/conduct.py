"""What a volunteer agrees to before the first student: which text it is, and the boxes that are ticked.

The words stand in `views/conduct.py`. Whoever changes what they ask of people gives them a new `VERSION`: then
everybody is asked again at the next change of an offer. A test holds the words against their version.
"""

from __future__ import annotations

VERSION = "2"
"""At most 16 characters."""
POINTS = ("is", "is_not", "hours", "pass_on", "conduct")
"""What a buddy is, and is not; the hours; where to send what is not his to carry; the code of conduct itself."""
