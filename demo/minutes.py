"""Minutes: what was said under each item, and by whom. Copied minutes repeat another's words."""

from dataclasses import dataclass, field

from .agenda import ItemWritten
from .chance import Dice
from .people import Person
from .rollcall import Turnout
from .schedule import HELD, OPEN, Sitting
from .tables import CONTRIBUTION, ENTRY, MINUTES
from .texts.corpus import Pools
from .texts.phrases import Phrase
from .texts.scene import Scene
from .writer import Writer

MAX_SPEAKERS = 8
# Sentences said under each item, from its section of the corpus: (fewest, most).
LENGTHS = {"news": (2, 3), "ideology": (2, 3), "learning": (1, 2), "criticism": (2, 3)}
# What the roll says can only be said anew, even by those who copy.
NEVER_COPIED = {"roll"}


@dataclass(slots=True)
class Said:
    """What the minutes have under one item. A contribution: speaker, or a guest's name; words."""

    text: str
    conclusion: str = ""
    contributions: list[tuple[int | None, str, str]] = field(default_factory=list)


Record = dict[str, Said]


@dataclass(slots=True)
class Evening:
    """Everything a recorder knows about one meeting."""

    sitting: Sitting
    turnout: Turnout
    scene: Scene
    chair: Person
    recorder: Person
    guests: list[str]
    tasks_given: int = 0
    tasks_done: int = 0


class Recorder:
    """Writes down meetings; `invent` makes the words, `write` the rows."""

    def __init__(self, writer: Writer, chance: Dice, pools: Pools) -> None:
        self.writer, self.chance = writer, chance
        self.corpus = pools

    def invent(self, evening: Evening) -> Record:
        """The words under every item of any agenda."""
        record = {
            role: Said(self._some(role, evening, *LENGTHS.get(role, (1, 1))))
            for role in ("opening", "agenda", "news", "ideology", "learning", "criticism", "orders",
                         "vote", "grade", "reading", "orient", "quality", "present", "other")
        }  # fmt: skip
        record["roll"] = self.roll(evening)
        record["results"] = self._results(evening)
        record["criticism"].conclusion = self._some("praise", evening, 1, 2)
        record["tasks"] = self._tasks(evening)
        record["discussion"] = self._discussion(evening)
        record["present"].text += "\n\n" + self._lines(evening.sitting.subject.report, 3, evening)
        record["orders"].conclusion = self._list(evening.sitting.second.conclusion, 2, evening)
        return record

    def roll(self, evening: Evening) -> Said:
        return Said(self._some("roll", evening, 1, 1) + " " + self._some("fee", evening, 1, 1))

    def write(self, evening: Evening, items: list[ItemWritten], record: Record, number: int | None
              ) -> dict[str, int]:  # fmt: skip
        """The rows; returns {role: entry id}. Minutes still being written are not full yet."""
        sitting, scene = evening.sitting, evening.scene
        minutes = self.writer.next_id(MINUTES)
        is_read = sitting.state not in (OPEN, HELD)
        reserved = is_read and self.chance.happens(0.02)
        self.writer.add(
            MINUTES,
            minutes, sitting.id, self._say("fee_note", scene),
            self._say("reserved", scene) if reserved else "",
            self._say("adoption", scene) if is_read else "", number,
        )  # fmt: skip
        share = {OPEN: 0.2, HELD: 0.7}.get(sitting.state, 1.0)
        written = round(len(items) * share)
        entries = {}
        for position, item in enumerate(items):
            said = record[item.role] if position < written else Said("")
            entries[item.role] = self._entry(minutes, item, said)
        return entries

    def _entry(self, minutes: int, item: ItemWritten, said: Said) -> int:
        entry = self.writer.next_id(ENTRY)
        self.writer.add(ENTRY, entry, minutes, item.id, said.text, said.conclusion)
        for position, (speaker, guest, words) in enumerate(said.contributions, start=1):
            self.writer.add(
                CONTRIBUTION,
                self.writer.next_id(CONTRIBUTION), entry, position, speaker, guest, words,
            )  # fmt: skip
        return entry

    def _results(self, evening: Evening) -> Said:
        given, done = evening.tasks_given, evening.tasks_done
        words = evening.scene.words
        words["giao"], words["xong"] = str(given), str(done)
        words["con"] = f"; còn {given - done} việc đang làm" if given > done else ""
        intro = self._some("results" if given else "results_first", evening, 1, 1)
        return Said(intro + "\n\n" + self._list(evening.sitting.second.report, 3, evening))

    def _tasks(self, evening: Evening) -> Said:
        first, second = self.chance.sample(self.corpus["work"], 2)
        words = evening.scene.words
        title = evening.sitting.subject.title
        words["viec1"] = title[0].lower() + title[1:]
        words["viec2"] = first.fixed
        return Said(self._some("tasks", evening, 1, 1), f"Thường xuyên {second.fixed}.")

    def _discussion(self, evening: Evening) -> Said:
        subject, chance = evening.sitting.subject, self.chance
        evening.scene.words["chude"] = f"“{subject.title}”"
        speakers = [one for one in evening.turnout.present if one is not evening.chair]
        count = min(len(speakers), len(subject.opinion), chance.number(3, MAX_SPEAKERS))
        opinions = chance.sample(subject.opinion, count)
        said: list[tuple[int | None, str, str]] = [
            (speaker.id, "", self._opinion(opinion, evening))
            for speaker, opinion in zip(chance.sample(speakers, count), opinions, strict=True)
        ]
        said += [(None, guest, self._say("guest", evening.scene)) for guest in evening.guests]
        return Said(
            self._some("discussion", evening, 1, 1),
            self._list(subject.conclusion, chance.number(2, 3), evening),
            said,
        )

    def _opinion(self, opinion: Phrase, evening: Evening) -> str:
        """One opinion, now and then with a figure to it."""
        words = opinion.say(evening.scene, self.chance)
        if self.chance.happens(0.3):
            words += " " + self.chance.pick(evening.sitting.subject.report).say(
                evening.scene, self.chance
            )
        return words

    def _some(self, name: str, evening: Evening, fewest: int, most: int) -> str:
        pool = self.corpus[name]
        count = min(len(pool), self.chance.number(fewest, most))
        if count == 1:
            return self.chance.pick(pool).say(evening.scene, self.chance)
        return self._lines(pool, count, evening, end=" ")

    def _say(self, name: str, scene: Scene) -> str:
        return self.chance.pick(self.corpus[name]).say(scene, self.chance)

    def _lines(self, pool: list[Phrase], count: int, evening: Evening, end: str = "\n\n") -> str:
        chosen = self.chance.sample(pool, min(count, len(pool)))
        return end.join([phrase.say(evening.scene, self.chance) for phrase in chosen])

    def _list(self, pool: list[Phrase], count: int, evening: Evening) -> str:
        """Markdown points, as the minutes page writes them."""
        chosen = self.chance.sample(pool, min(count, len(pool)))
        return "\n".join(["- " + phrase.say(evening.scene, self.chance) for phrase in chosen])


def copy_of(record: Record, own: Record, people: list[Person]) -> Record:
    """Another meeting's minutes again, spoken by people who are here."""
    copied = {}
    for role, said in record.items():
        speakers = iter(people)
        copied[role] = (
            own[role]
            if role in NEVER_COPIED
            else Said(
                said.text,
                said.conclusion,
                [
                    (None, guest, words) if guest else (next(speakers).id, "", words)
                    for _speaker, guest, words in said.contributions[: len(people)]
                ],
            )
        )
    return copied
