import math
import random
from statistics import fmean, pstdev
from typing import Any

if 'transformer' not in globals():
    from mage_ai.data_preparation.decorators import transformer
if 'test' not in globals():
    from mage_ai.data_preparation.decorators import test

FEATURES = ('bill_length_mm', 'bill_depth_mm', 'flipper_length_mm', 'body_mass_g')
L2_CANDIDATES = (0.0, 0.0003, 0.001, 0.003, 0.01)
FOLDS = 5
BATCH_SIZE = 16
MOMENTUM = 0.9

Row = dict[str, Any]
Vector = list[float]


class Softmax:
    """Multinomial logistic regression, trained by mini-batch gradient descent with momentum."""

    def __init__(self, rows: list[Row], l2: float) -> None:
        self.classes = sorted({row['species'] for row in rows})
        self.mean = [fmean(row[name] for row in rows) for name in FEATURES]
        self.deviation = [pstdev(row[name] for row in rows) for name in FEATURES]
        self.l2 = l2
        # One weight per feature and one for the constant, for each species.
        self.weights = [[0.0] * (len(FEATURES) + 1) for _ in self.classes]
        self.velocity = [[0.0] * (len(FEATURES) + 1) for _ in self.classes]

    def inputs(self, row: Row) -> Vector:
        """Standardised measurements, followed by the constant."""
        scaled = zip(FEATURES, self.mean, self.deviation)
        return [(row[name] - mean) / deviation for name, mean, deviation in scaled] + [1.0]

    def probabilities(self, inputs: Vector) -> Vector:
        scores = [sum(w * x for w, x in zip(line, inputs)) for line in self.weights]
        highest = max(scores)  # keeps exp() in range and changes nothing else
        powers = [math.exp(score - highest) for score in scores]
        total = sum(powers)
        return [power / total for power in powers]

    def descend(self, batch: list[tuple[Vector, int]], rate: float) -> None:
        """One step down the gradient of the cross-entropy over a mini-batch."""
        gradients = [[0.0] * len(line) for line in self.weights]
        for inputs, label in batch:
            for number, probability in enumerate(self.probabilities(inputs)):
                error = probability - (number == label)
                for position, value in enumerate(inputs):
                    gradients[number][position] += error * value / len(batch)

        for line, speed, slope in zip(self.weights, self.velocity, gradients):
            for position in range(len(line)):
                is_constant = position == len(FEATURES)
                decay = 0.0 if is_constant else self.l2 * line[position]
                speed[position] = MOMENTUM * speed[position] - rate * (slope[position] + decay)
                line[position] += speed[position]

    def score(self, rows: list[Row]) -> tuple[float, float]:
        """Cross-entropy and accuracy on these rows."""
        loss, right = 0.0, 0
        for row in rows:
            chances = self.probabilities(self.inputs(row))
            label = self.classes.index(row['species'])
            loss -= math.log(max(chances[label], 1e-12))
            right += max(chances) == chances[label]
        return loss / len(rows), right / len(rows)

    def as_dict(self) -> dict[str, Any]:
        """All that is needed to use the model elsewhere, as plain JSON."""
        return {
            'kind': 'multinomial logistic regression',
            'features': list(FEATURES),
            'classes': self.classes,
            'mean': self.mean,
            'deviation': self.deviation,
            'l2': self.l2,
            'weights': self.weights,
        }


def fit_epochs(model: Softmax, rows: list[Row], epochs: int, rate: float, seed: int):
    """Train, handing back control after every epoch so that the caller can look."""
    rng = random.Random(seed)
    examples = [(model.inputs(row), model.classes.index(row['species'])) for row in rows]
    for epoch in range(1, epochs + 1):
        rng.shuffle(examples)
        for start in range(0, len(examples), BATCH_SIZE):
            model.descend(examples[start : start + BATCH_SIZE], rate)
        yield epoch


def show_epoch(logger: Any, result: Row, epochs: int) -> None:
    """Print an epoch; where the logger keeps them, record its numbers and move the progress bar."""
    epoch, loss, accuracy = result['epoch'], result['loss'], result['accuracy']
    print(f'epoch {epoch} / {epochs}  loss {loss:.4f}  accuracy {accuracy:.3f}')
    if hasattr(logger, 'metric'):
        logger.metric(step=epoch, loss=loss, accuracy=accuracy)
    if hasattr(logger, 'progress'):
        logger.progress(epoch, epochs, f'epoch {epoch} / {epochs}')


def choose_l2(rows: list[Row], epochs: int, rate: float, seed: int) -> float:
    """Pick the penalty with the lowest cross-validated loss."""
    losses: dict[float, float] = {}
    for l2 in L2_CANDIDATES:
        scores = []
        for fold in range(FOLDS):
            model = Softmax(rows, l2)
            kept = [row for number, row in enumerate(rows) if number % FOLDS != fold]
            for _ in fit_epochs(model, kept, epochs, rate, seed):
                pass
            scores.append(model.score(rows[fold::FOLDS]))
        losses[l2] = fmean(loss for loss, _ in scores)
        accuracy = fmean(right for _, right in scores)
        print(f'l2 {l2:<6} {FOLDS}-fold loss {losses[l2]:.4f}  accuracy {accuracy:.3f}')
    return min(losses, key=losses.__getitem__)


@transformer
def train_softmax(parts: list[list[Row]], **kwargs: Any) -> list[Any]:
    """Learn the species from four measurements.

    Three outputs: the model, the learning curve, and its predictions for the test rows.
    """
    train, held_out = parts  # the two outputs of the block before arrive as one list
    epochs = int(kwargs.get('epochs', 60))
    rate = float(kwargs.get('learning_rate', 0.02))
    seed = int(kwargs.get('seed', 4))

    model = Softmax(train, choose_l2(train, epochs, rate, seed))
    print(f'training on {len(train)} penguins with l2 = {model.l2}')

    history = []
    for epoch in fit_epochs(model, train, epochs, rate, seed):
        loss, accuracy = model.score(train)
        history.append({'epoch': epoch, 'loss': loss, 'accuracy': accuracy})
        show_epoch(kwargs.get('logger'), history[-1], epochs)

    predictions = []
    for row in held_out:
        chances = model.probabilities(model.inputs(row))
        best = max(range(len(chances)), key=chances.__getitem__)
        predictions.append({
            'id': row['id'],
            'species': row['species'],
            'predicted': model.classes[best],
            'confidence': round(chances[best], 4),
        })
    return [model.as_dict(), history, predictions]


@test
def test_loss_falls(model: dict[str, Any], history: list[Row], *args: Any) -> None:
    assert history[-1]['loss'] < history[0]['loss'], 'the last epoch is no better than the first'


@test
def test_one_line_of_weights_per_species(model: dict[str, Any], *args: Any) -> None:
    assert len(model['weights']) == len(model['classes']) == 3
    assert all(math.isfinite(weight) for line in model['weights'] for weight in line)
