"""Every chapter keeps the frame a reader relies on: question, bets, questions, exercises.

A page in front of the first chapter is a primer: a word a section, and a picture for each. A page
below a chapter that is no notebook is a companion: a closer look at one question of its own.

A rule takes a page and returns its faults; each rule is shown to find a fault planted in a
page that has none.
"""

import io
import itertools
import re
import statistics
import tokenize
from functools import cached_property
from pathlib import Path

import pytest
import yaml

from tools.book import ways
from tools.publish.blocks import page_blocks

ROOT = Path(__file__).resolve().parents[2]

WORD = re.compile(r"[A-Za-z]{2,}|\d+")


def contents():
    """Return the entries of the book in their order."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))
    return [entry for part in toc["parts"] for entry in part["chapters"]]


def stems(entries):
    return [Path(entry["file"]).name for entry in entries]


def chapters():
    """Return the stems that have exercises, in the order of the book."""
    return [name.removeprefix("chapters/") for name in ways.chapters(ROOT)]


def companions():
    """Return the stems of the pages that take a closer look, in the order of the book."""
    below = [name for name in ways.texts(ROOT) if name not in ways.chapters(ROOT)]
    return [name.removeprefix("chapters/") for name in below]


def primers():
    """Return the stems of the pages in front of the first chapter."""
    return stems(itertools.takewhile(lambda entry: "sections" not in entry, contents()))


class Chapter:
    """A page as text and blocks."""

    def __init__(self, text):
        self.text = text
        self.blocks = page_blocks(text)

    @cached_property
    def cells(self):
        """The code cells a reader sees unfolded, each as a list of lines."""
        return [block.lines for block in self.blocks if self.shown(block)]

    @staticmethod
    def shown(block):
        tags = str(block.options.get("tags", ""))
        return block.name == "code-cell" and not re.search(r"remove|hide", tags)

    @cached_property
    def prose(self):
        texts = [b.lines for b in self.blocks if b.kind == "text" or b.name in BOXES]
        return " ".join(line for lines in texts for line in lines)

    def boxes(self, kind):
        return [block for block in self.blocks if block.options.get("class") == kind]

    def section(self, title):
        found = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", self.text, re.M | re.S)
        return found[1] if found else ""


BOXES = ("admonition", "dropdown", "note", "tip")


def opens_with_a_question(page):
    ahead = re.search(r"^# .+\n\n\*[^*]+\?\*\n", page.text, re.M)
    return [] if ahead else ["no question in italics under the title"]


def says_what_the_reader_will_be_able_to_do(page):
    boxes = page.boxes("objectives")
    if len(boxes) != 1:
        return [f"{len(boxes)} lists of objectives"]
    text = "\n".join(boxes[0].lines)
    outcomes = len(re.findall(r"^- ", text, re.M))
    faults = [] if 3 <= outcomes <= 5 else [f"{outcomes} outcomes"]
    faults += [f"no {part}" for part in ("**Know first:**", "{time}") if part not in text]
    return faults + (["minutes that are typed"] if "**Time:**" in text else [])


def lets_the_reader_bet_two_to_four_times(page):
    bets = len(page.boxes("predict"))
    return [] if 2 <= bets <= 4 else [f"{bets} predictions"]


def says_what_each_option_of_a_bet_means(page):
    """Ask each bet for its options, and for a folded answer below it that takes up every one."""
    faults, last = [], None
    for block in page.blocks:
        kind = block.options.get("class") or block.options.get("class-container")
        if kind in ("predict", "your-bet") and len(options(block)) < 2:
            faults.append(f"line {block.line}: no options")
        if kind == "predict":
            faults += [f"line {last.line}: no answer below this bet"] if last else []
            last = block
        elif kind == "your-bet":
            if last is None or options(last) != options(block):
                faults.append(f"line {block.line}: not the options of the bet above")
            last = None
    return faults + ([f"line {last.line}: no answer below this bet"] if last else [])


def options(block):
    """Return the letters of the options in a bet or in its answer."""
    return re.findall(r"^- \*\*([a-e])\*\*", "\n".join(block.lines), re.M)


def shows_at_most_120_lines_of_code(page):
    lines = sum(map(len, page.cells))
    return [] if lines <= 120 else [f"{lines} visible lines of code"]


def kills_a_misconception(page):
    return [] if page.boxes("misconception") else ["no misconception"]


def asks_three_to_six_questions_with_folded_answers(page):
    section = page.section("Check yourself")
    questions = len(re.findall(r"^\*\*\d+\. ", section, re.M))
    answers = len(re.findall(r"^:{3,}\{dropdown\} Answer", section, re.M))
    if 3 <= questions <= 6 and questions == answers:
        return []
    return [f"{questions} questions and {answers} answers"]


def says_it_in_five_points_at_most(page):
    points = len(re.findall(r"^- ", page.section("In short"), re.M))
    return [] if 1 <= points <= 5 else [f"{points} points in short"]


def goes_deeper_with_citations(page):
    return [] if "{cite:" in page.section("Go deeper") else ["nothing cited to go deeper"]


def leads_to_its_exercises(page):
    return [] if re.search(r"\.\./exercises/\w+\.ipynb", page.text) else ["no link to exercises"]


def shows_code_in_small_pieces(page):
    wide = [line for cell in page.cells for line in cell if len(line) > 76]
    long = [cell[0] for cell in page.cells if sum(map(bool, cell)) > 15]
    # The formatter wraps a statement into lines of a phone; the idea is the statement.
    median = statistics.median(statements(cell) for cell in page.cells)
    return wide + long + ([f"median cell of {median} statements"] if median > 5 else [])


def statements(cell):
    lines = io.StringIO("\n".join(cell) + "\n")
    return sum(token.type == tokenize.NEWLINE for token in tokenize.generate_tokens(lines.readline))


def explains_more_than_it_shows(page):
    lines = sum(bool(line.strip()) for cell in page.cells for line in cell)
    words = len(WORD.findall(page.prose))
    return [] if words >= 8 * lines else [f"{words} words for {lines} lines of code"]


def has_prose_between_its_cells(page):
    run, faults = 0, []
    for block in page.blocks:
        if block.name != "code-cell":
            run = 0
        elif "remove" not in str(block.options.get("tags", "")):
            run += 1
            faults += [f"line {block.line}: a third cell in a row"] if run == 3 else []
    return faults


def guards_its_prose(page):
    hidden = [b for b in page.blocks if "remove-cell" in str(b.options.get("tags", ""))]
    asserts = any(re.match(r"\s*assert ", line) for block in hidden for line in block.lines)
    return [] if asserts else ["no hidden assert"]


RULES = [
    opens_with_a_question,
    says_what_the_reader_will_be_able_to_do,
    kills_a_misconception,
    asks_three_to_six_questions_with_folded_answers,
    says_it_in_five_points_at_most,
    goes_deeper_with_citations,
    leads_to_its_exercises,
    shows_code_in_small_pieces,
    explains_more_than_it_shows,
    has_prose_between_its_cells,
    guards_its_prose,
]


# What the second edition asks besides, for the reader's sake.
FOR_THE_READER = [
    lets_the_reader_bet_two_to_four_times,
    says_what_each_option_of_a_bet_means,
    shows_at_most_120_lines_of_code,
]
# Chapters that wait for their second edition; a line goes when its page has had it.
UNTIL_THE_SECOND_EDITION = {
    "encoder_decoder",
    "attention",
    "transformer",
    "after_rnns",
    "binding_sites",
    "recombination",
}
COMPANION_RULES = [
    opens_with_a_question,
    shows_code_in_small_pieces,
    has_prose_between_its_cells,
    guards_its_prose,
]


def read(stem):
    return Chapter((ROOT / "chapters" / f"{stem}.md").read_text("utf-8"))


@pytest.mark.parametrize("stem", chapters())
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_chapter(rule, stem):
    assert rule(read(stem)) == []


@pytest.mark.parametrize("stem", [s for s in chapters() if s not in UNTIL_THE_SECOND_EDITION])
@pytest.mark.parametrize("rule", FOR_THE_READER, ids=lambda rule: rule.__name__)
def test_a_chapter_of_the_second_edition(rule, stem):
    assert rule(read(stem)) == []


@pytest.mark.parametrize("stem", companions())
@pytest.mark.parametrize("rule", COMPANION_RULES, ids=lambda rule: rule.__name__)
def test_a_companion(rule, stem):
    assert rule(read(stem)) == []


def test_only_chapters_wait_for_their_second_edition():
    assert set(chapters()) >= UNTIL_THE_SECOND_EDITION


QUESTION = "**{}. Which?**\n\n:::{{dropdown}} Answer\nThis one.\n:::\n\n"
SOUND = """(sound)=
# A sound chapter

*What does it ask?*

:::{admonition} You will be able to
:class: objectives

- one;
- two;
- three.

**Know first:** nothing.

```{time}
```
:::

"""
BET = ":::{admonition} Predict\n:class: predict\n\nWhat?\n\n- **a** this;\n- **b** that.\n:::\n\n"
ANSWER = ":::{dropdown} What your bet says\n:class-container: your-bet\n\n"
ANSWER += "- **a** no.\n- **b** yes.\n:::\n\n"
SOUND += 3 * (BET + ANSWER)
SOUND += ':::{admonition} "Wrong"\n:class: misconception\n\nNo.\n:::\n\n'
SOUND += "Words say what one cannot see in the code that follows them here.\n\n"
SOUND += "```{code-cell} ipython3\nx = 1\n```\n\n"
SOUND += "```{code-cell} ipython3\n:tags: [remove-cell]\n\nassert x == 1\n```\n\n"
SOUND += "## Check yourself\n\n" + "".join(QUESTION.format(n) for n in (1, 2, 3))
SOUND += "## In short\n\n- One point.\n\n## Go deeper\n\n{cite:p}`box1970`; then the\n"
SOUND += "[exercises](../exercises/sound.ipynb).\n"

MORE_CODE = "```{code-cell} ipython3\n" + "y = 2\n" * 16 + "```\n\n"
DEFECTS = {
    opens_with_a_question: ("*What does it ask?*", "It says."),
    says_what_the_reader_will_be_able_to_do: ("```{time}\n```", "**Time:** a minute"),
    lets_the_reader_bet_two_to_four_times: (":class: predict", ":class: note"),
    says_what_each_option_of_a_bet_means: ("- **b** yes.", "- yes."),
    shows_at_most_120_lines_of_code: ("x = 1\n", "x = 1\n" * 121),
    kills_a_misconception: (":class: misconception", ":class: note"),
    asks_three_to_six_questions_with_folded_answers: ("**3. Which?**", "Which?"),
    says_it_in_five_points_at_most: ("- One point.", "- One point.\n" * 6),
    goes_deeper_with_citations: ("{cite:p}`box1970`", "A book"),
    leads_to_its_exercises: ("../exercises/sound.ipynb", "sound.md"),
    shows_code_in_small_pieces: ("## Check", MORE_CODE + "## Check"),
    explains_more_than_it_shows: ("x = 1\n", "x = 1\n" * 20),
    has_prose_between_its_cells: (
        "```{code-cell} ipython3\nx",
        2 * MORE_CODE + "```{code-cell}\nx",
    ),
    guards_its_prose: ("assert x == 1", "x == 1"),
}


@pytest.mark.parametrize("rule", RULES + FOR_THE_READER, ids=lambda rule: rule.__name__)
def test_a_rule_accepts_a_sound_page_and_finds_a_defect(rule):
    assert rule(Chapter(SOUND)) == []
    good, bad = DEFECTS[rule]
    assert good in SOUND
    assert rule(Chapter(SOUND.replace(good, bad))) != []


@pytest.mark.parametrize(
    ("good", "bad"),
    [(ANSWER, ""), (BET + ANSWER, BET), ("- **a** this;\n- **b** that.", "Say."), (BET, "")],
)
def test_a_bet_without_options_or_answer_is_noticed(good, bad):
    assert says_what_each_option_of_a_bet_means(Chapter(SOUND.replace(good, bad, 1))) != []


def shows_a_picture_for_each_word(page):
    """Ask for a folded cell above or below each heading but the last, which says where to go on."""
    words = re.findall(r"^## (.+)", page.text, re.M)[:-1]
    pictures = [b for b in page.blocks if "hide-input" in str(b.options.get("tags", ""))]
    return [] if len(pictures) == len(words) else [f"{len(pictures)} pictures for {words}"]


def folds_its_code(page):
    return ["".join(cell) for cell in page.cells]


PRIMER_RULES = [
    opens_with_a_question,
    shows_a_picture_for_each_word,
    folds_its_code,
    has_prose_between_its_cells,
    guards_its_prose,
]


def test_the_book_begins_with_a_primer():
    assert primers()


@pytest.mark.parametrize("stem", primers())
@pytest.mark.parametrize("rule", PRIMER_RULES, ids=lambda rule: rule.__name__)
def test_a_primer(rule, stem):
    page = Chapter((ROOT / "chapters" / f"{stem}.md").read_text("utf-8"))
    assert rule(page) == []


PICTURE = "```{code-cell} ipython3\n:tags: [hide-input]\n\ndraw()\n```\n\n"
SOUND_PRIMER = f"""# Before

*Which words?*

{PICTURE}## Neuron

It adds up.

## Loss

{PICTURE}## More

See there.
"""


@pytest.mark.parametrize(
    ("rule", "good", "bad"),
    [
        (shows_a_picture_for_each_word, "## More", "## Seed\n\n## More"),
        (folds_its_code, ":tags: [hide-input]\n", ""),
    ],
)
def test_a_rule_for_primers_accepts_a_sound_page_and_finds_a_defect(rule, good, bad):
    assert rule(Chapter(SOUND_PRIMER)) == []
    assert rule(Chapter(SOUND_PRIMER.replace(good, bad))) != []


@pytest.mark.parametrize("stem", chapters())
def test_exercises_have_a_level_a_check_of_their_name_and_hints(stem):
    """Their numbers come from _toc.yml, on the site and in the published notebooks."""
    text = (ROOT / "solutions" / f"{stem}.ipynb").read_text("utf-8")
    headings = re.findall(r'"## (.*)\\n"', text)
    titles = [re.fullmatch(r"(.*) \((warm-up|core|stretch)\)", heading)[1] for heading in headings]
    assert re.findall(r'"\[x\] (.*): passed', text) == titles
    assert len(titles) >= 4 and text.count("<summary>Hint 1") == len(titles)


@pytest.mark.parametrize("stem", ["primer", "perceptron", "sequences", "vanilla_rnn", "bptt"])
def test_a_numpy_page_loads_keras_only_where_it_compares_with_it(stem):
    page = (ROOT / "chapters" / f"{stem}.md").read_text("utf-8")
    loads = re.search(r"^(import|from) (keras|tensorflow)", page, re.M)
    before = page[: loads.start()] if loads else ""
    headings = re.findall(r"^##+ (.+)", before, re.M)
    assert not loads or re.search("Keras|GradientTape|witness", headings[-1])
