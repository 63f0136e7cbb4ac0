"""Answers of SciPy, scikit-learn and NumPy: a case per line comes in as JSON, an answer per line goes out."""

import json
import sys
import warnings

import numpy
from scipy import stats
from scipy.spatial.distance import jensenshannon
from sklearn import calibration, metrics


def stability(first, second):
    """The definition, written out: half a row more per bin; a chi-square limit for what chance explains."""
    expected = (numpy.array(first) + 0.5) / (sum(first) + 0.5 * len(first))
    actual = (numpy.array(second) + 0.5) / (sum(second) + 0.5 * len(second))
    index = float(numpy.sum((actual - expected) * numpy.log(actual / expected)))
    scaled = index * sum(first) * sum(second) / (sum(first) + sum(second))
    return [index, stats.chi2.sf(scaled, len(first) - 1)]


def curve(truth, probability, strategy):
    observed, told = calibration.calibration_curve(truth, probability, n_bins=5, strategy=strategy)
    return [*observed, *told]


def answers(case):
    labels, scored, numbers = case["labels"], case["scored"], case["numbers"]
    truth, probability = scored["truth"], scored["probability"]
    ks = stats.ks_2samp(case["first"], case["second"])
    contingency = stats.chi2_contingency(case["table"], correction=False)
    goodness = stats.chisquare(case["observed"], case["expected"])
    of_classes = metrics.precision_recall_fscore_support(labels["truth"], labels["predicted"], zero_division=0)
    macro = metrics.precision_recall_fscore_support(
        labels["truth"], labels["predicted"], zero_division=0, average="macro"
    )
    first, second = case["histograms"]
    edges = [-3, -1, -0.5, 0, 0.5, 1, 3]
    clipped = numpy.clip(case["first"], edges[0], edges[-1])
    return {
        "kolmogorovSmirnov": [ks.statistic, ks.pvalue],
        "kolmogorovSurvival": [stats.kstwo.sf(case["distance"]["distance"], case["distance"]["count"])],
        "chiSquareContingency": [contingency.statistic, contingency.pvalue, contingency.dof],
        "chiSquareGoodness": [goodness.statistic, goodness.pvalue],
        "jensenShannon": [jensenshannon(first, second, base=2)],
        "stabilityIndex": stability(first, second),
        "histogram": list(numpy.histogram(clipped, edges)[0]),
        "accuracy": [metrics.accuracy_score(labels["truth"], labels["predicted"])],
        "classScores": [value for of_class in zip(*of_classes) for value in of_class],
        "macro": list(macro[:3]),
        "rocAuc": [metrics.roc_auc_score(truth, probability)],
        "logLoss": [metrics.log_loss(truth, probability)],
        "brier": [metrics.brier_score_loss(truth, probability)],
        "calibrationUniform": curve(truth, probability, "uniform"),
        "calibrationQuantile": curve(truth, probability, "quantile"),
        "regression": [
            metrics.mean_absolute_error(numbers["truth"], numbers["predicted"]),
            metrics.root_mean_squared_error(numbers["truth"], numbers["predicted"]),
            metrics.r2_score(numbers["truth"], numbers["predicted"]),
        ],
        "quantiles": list(numpy.quantile(case["first"], [0, 0.013, 0.25, 0.5, 0.95, 0.99, 1])),
        "mean": [numpy.mean(case["first"])],
    }


warnings.simplefilter("ignore")
for line in sys.stdin:
    told = answers(json.loads(line))
    digits = {name: [float(f"{value:.12g}") for value in values] for name, values in told.items()}
    print(json.dumps(digits, separators=(",", ":")))
