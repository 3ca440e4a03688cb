"""The lecture's program, call for call: it runs with our rnnutils, and it stands on the page."""

import ast

import matplotlib
import numpy as np
import pytest
from matplotlib import pyplot as plt

from tools import ROOT
from tools.publish.blocks import page_blocks

matplotlib.use("Agg")

WALK = """
import rnnutils
import numpy as np
df = rnnutils.airlines()
data = np.array(
    df['passengers'].values
    .astype('float32')
).reshape(-1, 1)
train, test, scaler = rnnutils.make_train_test(data)

time_steps = 12
trainX, trainY, trainX_indices, trainY_indices = rnnutils.make_xy(train, time_steps)
testX, testY, testX_indices, testY_indices = rnnutils.make_xy(test, time_steps)

from keras.models import Sequential
from keras.layers import Dense, SimpleRNN

model = Sequential()
model.add(SimpleRNN(units=3, input_shape=(time_steps, 1),
                    activation="tanh"))
model.add(Dense(units=1, activation="tanh"))
model.compile(loss='mean_squared_error', optimizer='adam')
model.summary()

history = model.fit(trainX, trainY, epochs=20, batch_size=1, verbose=2)
Ytrainpred = model.predict(trainX)
Ytestpred = model.predict(testX)
rnnutils.plot_history(history)
data = {'train': (model.predict(trainX), train, trainY_indices),
        'test': (model.predict(testX), test, testY_indices)}
rnnutils.plot_pred(data, scaler=scaler, ticks=range(0, 144, 20),
                   labels=df.year[range(0, 144, 20)])
"""
PAGE = ROOT / "chapters" / "forecasting.md"


def statements(code):
    """Return the statements of a program, without their layout and quotes; imports by name."""
    found = []
    for statement in ast.parse(code.replace(";\n", "\n")).body:
        found += [ast.unparse(one) for one in _one_name_each(statement)]
    return found


def _one_name_each(statement):
    if isinstance(statement, ast.ImportFrom):
        return [ast.ImportFrom(statement.module, [n], statement.level) for n in statement.names]
    if isinstance(statement, ast.Import):
        return [ast.Import([name]) for name in statement.names]
    return [statement]


def missing(program, page):
    """Return the first statement of a program that does not come, in its turn, on a page."""
    shown = [
        "\n".join(block.lines)
        for block in page_blocks(page)
        if block.name == "code-cell" and "remove-cell" not in str(block.options.get("tags", ""))
    ]
    found = iter(statement for code in shown for statement in statements(code))
    imports = {s for code in shown for s in statements(code) if "import " in s}
    for statement in statements(program):
        if "import " in statement:
            if statement not in imports:
                return statement
        elif statement not in found:
            return statement
    return None


def test_the_page_shows_the_program_statement_by_statement():
    assert missing(WALK, PAGE.read_text("utf-8")) is None


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("verbose=2", "verbose=0"),
        ("labels=df.year[range(0, 144, 20)]", "labels=df.year[ticks]"),
        ("model.summary()", "pass"),
        ("train, test, scaler =", "test, train, scaler ="),
    ],
)
def test_a_page_that_departs_from_the_program_is_noticed(good, bad):
    cell = "```{{code-cell}} ipython3\n{}\n```\n"
    assert missing(WALK, cell.format(WALK)) is None
    assert good in WALK
    assert missing(WALK, cell.format(WALK.replace(good, bad))) is not None
    assert missing(WALK, cell.format("")) == "import rnnutils"


@pytest.mark.filterwarnings("ignore:Do not pass an `input_shape`:UserWarning")  # as it was taught
def test_the_lecture_runs_to_the_argument():
    pytest.importorskip("keras")
    spoken = {}
    exec(WALK.replace("epochs=20", "epochs=2"), spoken)  # only its epochs are fewer
    loss, forecasts = map(plt.figure, plt.get_fignums())

    assert spoken["model"].count_params() == 19
    (line,) = loss.axes[0].lines
    np.testing.assert_array_equal(line.get_ydata(), spoken["history"].history["loss"])
    (ax,) = forecasts.axes
    assert ax.get_xticks().tolist() == list(range(0, 144, 20))
    years = [text.get_text() for text in ax.get_xticklabels()]
    assert years == ["1949", "1950", "1952", "1954", "1955", "1957", "1959", "1960"]
    actual = np.concatenate([line.get_ydata() for line in ax.lines[::2]])
    np.testing.assert_allclose(actual, spoken["df"].passengers, rtol=1e-5)
    plt.close("all")
