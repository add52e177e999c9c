"""mrkdwn on the page: what Slack marks is marked, and nothing that a person types becomes a tag."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sandbox.blockkit.render import Reader, mrkdwn
from sandbox.page import markup
from tests.sandbox.parsed import Parsed

READER = Reader({"U1": "Ana <i>"}, {"C1": "team"}, "Europe/Madrid", datetime(2026, 3, 2, 12, tzinfo=UTC))
OURS = {
    "a": {"href", "target", "rel"},
    "span": {"class"},
    **{name: set() for name in ("strong", "em", "del", "code", "pre", "blockquote", "br")},
}
OF_MARKDOWN = {*OURS, "p", "ul", "ol", "li", "h4", "hr", "table", "thead", "tbody", "tr", "th", "td", "s"}


def read(text: str) -> str:
    return str(markup.html(text, READER))


def link(address: str, words: str) -> str:
    return f'<a href="{address}" target="_blank" rel="noopener noreferrer">{words}</a>'


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("*a* _b_ ~c~ `d*e*`", "<strong>a</strong> <em>b</em> <del>c</del> <code>d*e*</code>"),
        ("*a _b_*", "<strong>a <em>b</em></strong>"),
        ("2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"),
        ("a\nb\n• c", "a<br>b<br>• c"),
        ("&gt; a\n> *b*\nc", "<blockquote>a<br><strong>b</strong></blockquote>c"),
        ("a\n```\n*b* <https://x.org|c>\n```\nd", "a<pre>*b* c</pre>d"),
        ("<@U1> <#C9> <!here>", "@Ana &lt;i&gt; #private channel @here"),
        ("<https://x.org?a=1&amp;b=2|the *plan*>", link("https://x.org?a=1&amp;b=2", "the *plan*")),
        ("*see <https://x.org/a*b|it>*", f"<strong>see {link('https://x.org/a*b', 'it')}</strong>"),
        ("<mailto:a@x.org>", link("mailto:a@x.org", "a@x.org")),
        ("<javascript:alert(1)|it> <data:x> </page|in>", "it data:x in"),
        (
            "<!date^1772600000^{date_short}|x> <!date^1^{date}^javascript:1|y>",
            "Mar 4, 2026 January 1st, 1970",
        ),
        ("<!date^1772600000^{date_short}^https://x.org|x>", link("https://x.org", "Mar 4, 2026")),
        (":tada: :red_circle: 12:100:45 :no_such:", "🎉 🔴 12:100:45 :no_such:"),
        ("&lt;b&gt; <b> \" '", "&lt;b&gt; b &#34; &#39;"),
    ],
)
def test_marks_become_tags(typed: str, shown: str) -> None:
    without_mentions = re.sub(r'<span class="mention">(.*?)</span>', r"\1", read(typed))
    assert without_mentions == shown


def test_a_mention_is_set_off() -> None:
    assert read("<@U1>") == '<span class="mention">@Ana &lt;i&gt;</span>'


def test_plain_text_has_no_marks() -> None:
    assert str(markup.plain("*a* <b>\n:tada:", READER)) == "*a* &lt;b&gt;<br>🎉"


SIGNS = "ab <>&\"'|*_~`:/=!@#^{}\n\\;[]()-\x00é"
PIECES = """<script> </script> <img src=x onerror=1> <https:// javascript: | > < & &lt; &#60; <!-- --> <![CDATA[ <@U1>
<!date^1^{date}^ ``` ` * _ ~ " ' :tada: [x]( ) # https://x.org"onclick="1 <a href= x"""
TYPED = st.text(st.sampled_from(SIGNS)) | st.lists(st.sampled_from([*PIECES.split(), " ", "\n"])).map("".join)


@settings(deadline=None)
@given(TYPED)
@example('<https://x.org/"onmouseover="alert(1)|"><script>alert(1)</script>>')
@example("<https://x.org|<script>x</script>>")
@example("<!date^99999999999999999^{date}|x><!date^1>")
def test_nothing_typed_becomes_a_tag(typed: str) -> None:
    for drawn in (read(typed), str(markup.plain(typed, READER))):
        for tag in Parsed(drawn).tags:
            assert set(tag.attributes) == OURS[tag.name], drawn
            if tag.name == "a":
                assert re.match(r"https?://|mailto:", tag.attributes["href"], re.IGNORECASE)


@settings(deadline=None)
@given(TYPED)
@example("<https://x.org>\n\n[x](javascript:alert(1)) ![y](https://x.org/y.png)\n<b>z</b>")
def test_markdown_has_no_html_of_others(typed: str) -> None:
    for tag in Parsed(str(markup.markdown(typed))).tags:
        assert tag.name in OF_MARKDOWN
        assert set(tag.attributes) <= {"href", "title", "target", "rel", "start", "class"}
        if tag.name == "a":
            assert re.match(r"https?://|mailto:", tag.attributes["href"], re.IGNORECASE)


WORD = st.from_regex(r"[a-zé0-9]{1,5}", fullmatch=True)
SIMPLE = st.one_of(
    WORD,
    st.builds("{1}{0}{1}".format, WORD, st.sampled_from("*_~`")),
    st.builds("<https://x.org/{0}|{1}>".format, WORD, WORD),
    st.sampled_from(
        ["<@U1>", "<#C1>", "<#C9>", "<!channel>", "&lt;b&gt;", "&amp;", "<!date^1772600000^{time}|x>"]
    ),
)


@settings(deadline=None)
@given(st.lists(SIMPLE).map(" ".join))
def test_the_page_says_what_the_tests_read(typed: str) -> None:
    assert Parsed(read(typed)).text == mrkdwn(typed, READER)
