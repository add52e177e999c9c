"""A text to many: seen before it is sent, a message each, once, and taken back before it begins."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier, Event
from typing import Any

from sqlalchemy import event, select, update

from bot import ids
from bot.errors import UserError, Wrong
from bot.services import broadcasts, drafts
from bot.services.broadcasts import Planned, Preview
from bot.services.people import Facts, acting, remember
from models import Broadcast, BuddyRequest, Notice, Person, Task, Team
from models.enums import NoticeState, ProposalState, RequestState, TaskKind
from sandbox.people import Person as Human
from tests import stories
from tests.conftest import School
from tests.flows.helping import press

TEXT = "The meeting is on Friday at 18:00. <!channel> *All* are welcome: https://school.example/meet."
PREVIEW = "Write to many"
TO, CLASS, LANGUAGE, WORDS = "To whom?", "Of which class?", "The text is written in", "Your text"


def school_with_teams(school: School) -> tuple[Human, list[Human]]:
    """Petra; Samira and Bruno, Noor and Nils who are teams, and Rosa who waits."""
    stories.set_up(school)
    people = [*stories.team(school)[:2], *stories.team(school, "Noor", "Nils")[:2]]
    return school.person("Petra"), [*people, stories.waiting(school, "Rosa", "en")]


def writes(petra: Human, words: str = TEXT, **more: Any) -> None:
    """To the preview."""
    petra.types("/codebuddy broadcast")
    petra.submits({WORDS: words, **more})


def got(person: Human) -> list[str]:
    return [text for text in person.dm_texts() if "writes to all" in text or "escribe a" in text]


def entered(school: School, person: Human) -> drafts.Entered:
    with school.store.read(school.workspace.id) as db:
        return broadcasts.draft(db, stories.vault(school), school.sandbox.now, acting(db, person.id))


def later(school: School, **time: int) -> None:
    school.sandbox.advance(**(time or {"minutes": 11}))


def test_it_is_shown_counted_and_goes_once_to_each(school: School) -> None:
    petra, people = school_with_teams(school)
    writes(petra)
    shown = petra.modal().text
    assert "It goes to 5 people." in shown
    assert "in no class" not in shown
    assert "@Petra writes to all students and buddies:" in shown
    petra.submits()
    assert [got(one) for one in people] == [[]] * 5, "there is time to take it back"
    assert "Your text goes to 5 people at 09:10." in petra.dm_texts()[-1]
    later(school)
    for one in people:
        [said] = got(one)
        assert (
            "The meeting is on Friday at 18:00. <!channel> *All* are welcome: https://school.example/meet."
            in said
        )
    assert got(petra) == []
    assert got(school.person("Mateo")) == []
    later(school, hours=2)
    assert petra.dm_texts()[-1] == "Your text of Monday 2 March, 09:10 has reached 5 people."
    assert [len(got(one)) for one in people] == [1] * 5
    with school.store.read(school.workspace.id) as db:
        assert db.scalars(select(Broadcast.sealed)).one() is None, "the text is not kept"


def test_only_students_or_only_buddies_or_one_class(school: School) -> None:
    petra, (samira, bruno, noor, nils, rosa) = school_with_teams(school)
    writes(petra, **{TO: "Buddies who are in a team"})
    assert "It goes to 2 people." in petra.modal().text
    petra.closes(all=True)
    vera = stories.volunteer(school, "Vera", "en")
    number = stories.proposal(school, rosa, vera, ProposalState.LAUNCHED)
    with school.store.begin(school.workspace.id) as db:
        db.execute(update(Team).where(Team.student_id == noor.id).values(proposal_id=number))
        db.execute(update(BuddyRequest).values(state=RequestState.MATCHED))
    writes(petra, **{TO: "Students and buddies", CLASS: "Web Development in English"})
    assert "It goes to 2 people." in petra.modal().text
    assert "One running team is in no class, so it does not get this" in petra.modal().text
    petra.submits()
    later(school)
    assert [len(got(one)) for one in (samira, bruno, noor, nils, rosa)] == [0, 0, 1, 1, 0]


def test_taken_back_before_it_begins_nobody_gets_it_and_after_it_began_it_is_said(school: School) -> None:
    petra, people = school_with_teams(school)
    writes(petra)
    petra.submits()
    petra.closes(all=True)
    petra.clicks("Take it back")
    assert petra.dm_texts()[-1] == "Taken back: nobody gets it."
    later(school, hours=3)
    assert [got(one) for one in people] == [[]] * 5
    assert not any("has reached" in text for text in petra.dm_texts())
    writes(petra, "Another one.")
    petra.submits()
    petra.closes(all=True)
    later(school)
    assert "Take it back" not in petra.everything_visible()
    gone, shown = "It cannot be taken back any more.", "Your text goes to 5 people since 12:10."
    assert f"{shown} {gone}" in petra.dm_texts()
    with school.store.read(school.workspace.id) as db:
        number = max(db.scalars(select(Broadcast.id)))
    press(school, petra, ids.BROADCAST_UNDO, str(number))
    assert "It has begun to leave" in " ".join(petra.private_texts())
    assert [len(got(one)) for one in people] == [1] * 5


def test_taken_back_from_the_answer_the_message_loses_its_button_too(school: School) -> None:
    petra, _ = school_with_teams(school)
    writes(petra)
    petra.submits()
    petra.presses("Take it back")
    petra.closes(all=True)
    later(school)
    assert "Taken back: nobody gets it." in petra.dm_texts()
    assert "Take it back" not in petra.everything_visible()


def test_two_clicks_and_a_delivery_that_comes_twice_send_one(school: School) -> None:
    petra, people = school_with_teams(school)
    writes(petra)
    school.sandbox.faults.twice(2)
    petra.submits()
    later(school)
    assert [len(got(one)) for one in people] == [1] * 5
    with school.store.read(school.workspace.id) as db:
        assert len(db.scalars(select(Broadcast.id)).all()) == 1


def test_of_two_who_send_at_once_from_two_devices_one_sends_and_the_other_reads_so(school: School) -> None:
    petra, people = school_with_teams(school)
    writes(petra)
    here, now, gate, nobody_opens = school.workspace.id, school.sandbox.now, Barrier(2), Event()
    seen = drafts.mark(entered(school, petra))

    def sends(_: int) -> Planned | Preview | Wrong:
        gate.wait()
        try:
            with school.store.begin(here) as db:
                done = broadcasts.send(db, stories.vault(school), now, acting(db, petra.id), seen)
                nobody_opens.wait(0.3)  # the other one has looked by now, if nothing holds it back
                return done
        except UserError as wrong:
            return wrong.what

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(sends, range(2)))
    assert [type(one) for one in done if isinstance(one, Planned)] == [Planned], done
    assert Wrong.ALREADY_DONE in done
    later(school)
    assert [len(got(one)) for one in people] == [1] * 5
    petra.submits()
    assert "This was done already. Nothing was changed." in petra.modal().text


def test_what_was_changed_on_another_device_is_seen_before_it_is_sent(school: School) -> None:
    petra, people = school_with_teams(school)
    writes(petra)
    with school.store.begin(school.workspace.id) as db:
        anew = {"words": "The meeting is cancelled.", "audience": "buddies"}
        broadcasts.preview(db, stories.vault(school), school.sandbox.now, acting(db, petra.id), anew)
    petra.submits()
    shown = petra.modal().text
    assert "This has changed in the meantime. Nothing was done yet: please look once more." in shown
    assert "The meeting is cancelled." in shown
    assert "It goes to 2 people." in shown
    later(school)
    assert [got(one) for one in people] == [[]] * 5
    petra.submits()
    later(school)
    assert [len(got(one)) for one in people] == [0, 1, 0, 1, 0]
    assert "The meeting is cancelled." in got(people[1])[0]


def test_to_150_it_takes_as_many_statements_as_to_5(school: School) -> None:
    petra, _ = school_with_teams(school)
    here, now, vault = school.workspace.id, school.sandbox.now, stories.vault(school)

    def grow(number: int) -> None:
        with school.store.begin(here) as db:
            for one in range(number):
                told = Facts(f"U0WAITS{one}", "en-US", "Europe/Madrid", *[False] * 3)
                remember(db, told, now)
                asked = {
                    "class_key": "web-en",
                    "languages": ["en"],
                    "topics": [],
                    "wish": "",
                    "asked_at": now,
                }
                db.add(BuddyRequest(student_id=told.user_id, state=RequestState.WAITING, **asked))

    def statements() -> int:
        heard: list[str] = []
        writes(petra)
        petra.closes(all=True)
        with school.store.begin(here) as db:
            event.listen(db.here, "after_cursor_execute", lambda *said: heard.append(said[2]))
            seen = drafts.mark(broadcasts.draft(db, vault, now, acting(db, petra.id)))
            assert isinstance(broadcasts.send(db, vault, now, acting(db, petra.id), seen), Planned)
        return len(heard)

    few = statements()
    grow(145)
    assert statements() == few


def test_who_cannot_be_reached_is_told_to_the_sender_and_fills_no_list(school: School) -> None:
    petra, (_, bruno, *_) = school_with_teams(school)
    with school.store.begin(school.workspace.id) as db:
        db.execute(update(Person).where(Person.user_id == bruno.id).values(is_gone=True))
    writes(petra)
    assert "Not reached" in petra.modal().text
    assert "@Bruno" in petra.modal().text
    petra.submits()
    school.sandbox.faults.next("chat.postMessage", error="messages_tab_disabled")
    later(school)
    later(school, hours=1)
    said = petra.dm_texts()[-1]
    assert "has reached 3 people." in said
    assert "@Bruno" in said
    with school.store.read(school.workspace.id) as db:
        failed = db.scalars(select(Notice.target).where(Notice.reason == "messages_tab_disabled")).all()
        assert len(failed) == 1
        assert db.scalars(select(Task.id).where(Task.kind == TaskKind.UNDELIVERED)).all() == []


def test_at_night_it_waits_for_the_morning_of_each(school: School) -> None:
    petra, _ = school_with_teams(school)
    bogota = school.person("Samira")
    with school.store.begin(school.workspace.id) as db:
        db.execute(update(Person).where(Person.user_id == bogota.id).values(timezone="America/Bogota"))
    writes(petra)
    petra.submits()
    later(school)
    assert (len(got(bogota)), len(got(school.person("Bruno")))) == (0, 1)
    school.sandbox.advance_to(datetime(2026, 3, 2, 14, 1, tzinfo=UTC))  # 9:01 in Bogotá
    assert len(got(bogota)) == 1
    later(school, hours=1)
    assert any("has reached 5 people" in text for text in petra.dm_texts())


def test_the_sentence_above_it_is_in_the_language_of_the_text_and_what_is_typed_stays(
    school: School,
) -> None:
    petra, people = school_with_teams(school)
    writes(petra, "Hola a todas.", **{LANGUAGE: "Spanish"})
    petra.presses("Change the text")
    petra.submits({WORDS: "Hola a todas y todos."})
    petra.submits()
    later(school)
    [said] = got(people[0])
    assert "@Petra escribe a todo el estudiantado y a todos los buddies:" in said
    assert "Hola a todas y todos." in said


def test_nothing_to_nobody(school: School) -> None:
    stories.set_up(school)
    petra, bea = school.person("Petra"), school.person("Wanda")
    writes(petra)
    assert "Nobody would get this text" in " ".join(petra.modal().errors.values())
    bea.types("/codebuddy broadcast")
    assert "Only the people who run CodeBuddies" in " ".join(bea.private_texts())
    with school.store.read(school.workspace.id) as db:
        assert db.scalars(select(Notice.id).where(Notice.kind == "broadcast")).all() == []


def test_a_broadcast_survives_a_slack_that_is_away(school: School) -> None:
    petra, people = school_with_teams(school)
    writes(petra)
    petra.submits()
    school.sandbox.faults.next("chat.postMessage", retry_after=60, times=2)
    later(school)
    later(school, hours=1)
    assert [len(got(one)) for one in people] == [1] * 5
    with school.store.read(school.workspace.id) as db:
        states = db.scalars(select(Notice.state).where(Notice.kind == "broadcast")).all()
        assert states == [NoticeState.SENT] * 5
    assert any("has reached 5 people" in text for text in petra.dm_texts())
