"""The lecture's program, call for call, runs with our rnnutils; only its epochs are fewer."""

import matplotlib
import numpy as np
import pytest
from matplotlib import pyplot as plt

import rnnutils

pytest.importorskip("keras")
matplotlib.use("Agg")


@pytest.mark.filterwarnings("ignore:Do not pass an `input_shape`:UserWarning")  # as it was taught
def test_the_lecture_runs_to_the_argument():
    df = rnnutils.airlines()
    data = np.array(df["passengers"].values.astype("float32")).reshape(-1, 1)
    train, test, scaler = rnnutils.make_train_test(data)

    time_steps = 12
    trainX, trainY, trainX_indices, trainY_indices = rnnutils.make_xy(train, time_steps)
    testX, testY, testX_indices, testY_indices = rnnutils.make_xy(test, time_steps)

    from keras.layers import Dense, SimpleRNN
    from keras.models import Sequential

    model = Sequential()
    model.add(SimpleRNN(units=3, input_shape=(time_steps, 1), activation="tanh"))
    model.add(Dense(units=1, activation="tanh"))
    model.compile(loss="mean_squared_error", optimizer="adam")
    model.summary()

    history = model.fit(trainX, trainY, epochs=2, batch_size=1, verbose=2)
    loss = rnnutils.plot_history(history)
    data = {
        "train": (model.predict(trainX), train, trainY_indices),
        "test": (model.predict(testX), test, testY_indices),
    }
    ax = rnnutils.plot_pred(
        data, scaler=scaler, ticks=range(0, 144, 20), labels=df.year[range(0, 144, 20)]
    )

    assert model.count_params() == 19
    np.testing.assert_array_equal(loss.lines[0].get_ydata(), history.history["loss"])
    assert ax.get_xticks().tolist() == list(range(0, 144, 20))
    years = [text.get_text() for text in ax.get_xticklabels()]
    assert years == ["1949", "1950", "1952", "1954", "1955", "1957", "1959", "1960"]
    actual = np.concatenate([line.get_ydata() for line in ax.lines[::2]])
    np.testing.assert_allclose(actual, df.passengers, rtol=1e-5)
    plt.close("all")
