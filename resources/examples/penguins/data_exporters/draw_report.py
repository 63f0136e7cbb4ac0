from pathlib import Path
from typing import Any

if 'data_exporter' not in globals():
    from mage_ai.data_preparation.decorators import data_exporter
if 'test' not in globals():
    from mage_ai.data_preparation.decorators import test

COLOURS = {'Adelie': '#e8833a', 'Chinstrap': '#8b5cf6', 'Gentoo': '#0f8b8d'}
INK, QUIET, LINE = '#1c1917', '#78716c', '#e7e5e4'

Row = dict[str, Any]

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Penguin classifier</title>
<style>
  body {{ font: 15px/1.5 system-ui, sans-serif; max-width: 680px; margin: 40px auto; color: #1c1917 }}
  svg {{ display: block; margin: 24px 0; max-width: 100% }}
</style>
<h1>Penguin classifier</h1>
<p>{summary}</p>
{charts}
</html>
"""


def text(x: float, y: float, words: Any, **style: Any) -> str:
    attributes = ' '.join(f'{key.replace("_", "-")}="{value}"' for key, value in style.items())
    return f'<text x="{x:.1f}" y="{y:.1f}" {attributes}>{words}</text>'


def bar(x: float, y: float, width: float, height: float, **style: Any) -> str:
    attributes = ' '.join(f'{key.replace("_", "-")}="{value}"' for key, value in style.items())
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" {attributes}/>'


def drawing(title: str, width: int, height: int, parts: list[str]) -> str:
    return '\n'.join([
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="system-ui, sans-serif" font-size="12">',
        f'<rect width="{width}" height="{height}" rx="8" fill="#fdfcfb"/>',
        text(24, 34, title, font_size=16, font_weight=600, fill=INK),
        *parts,
        '</svg>',
    ])


def learning_curve(history: list[Row]) -> str:
    """Loss over the epochs, with the last value written at the end of the line."""
    left, right, top, bottom = 60, 590, 60, 250
    highest = max(row['loss'] for row in history)
    steps = max(1, len(history) - 1)

    def place(number: int, loss: float) -> tuple[float, float]:
        return left + number / steps * (right - left), bottom - loss / highest * (bottom - top)

    parts = []
    for quarter in range(5):
        loss = highest * quarter / 4
        _, y = place(0, loss)
        parts.append(f'<path d="M{left} {y:.1f}H{right}" stroke="{LINE}"/>')
        parts.append(text(left - 10, y + 4, f'{loss:.2f}', text_anchor='end', fill=QUIET))
    for number in range(0, len(history), max(1, len(history) // 8)):
        x, _ = place(number, 0)
        parts.append(text(x, bottom + 20, history[number]['epoch'], text_anchor='middle', fill=QUIET))

    points = [place(number, row['loss']) for number, row in enumerate(history)]
    line = ' '.join(f'{x:.1f},{y:.1f}' for x, y in points)
    end_x, end_y = points[-1]
    parts.append(f'<polygon points="{left},{bottom} {line} {right},{bottom}" fill="#0f8b8d" fill-opacity="0.08"/>')
    parts.append(f'<polyline points="{line}" fill="none" stroke="#0f8b8d" stroke-width="2"/>')
    parts.append(f'<circle cx="{end_x:.1f}" cy="{end_y:.1f}" r="4" fill="#0f8b8d"/>')
    parts.append(text(end_x + 10, end_y - 4, f'{history[-1]["loss"]:.3f}', fill=INK, font_weight=600))
    parts.append(text((left + right) / 2, bottom + 40, 'epoch', text_anchor='middle', fill=QUIET))
    return drawing('Loss while training', 660, 310, parts)


def heat_map(confusion: list[Row]) -> str:
    """Confusion matrix: rows are what the penguins are, columns what the model calls them."""
    left, top, width, height = 120, 78, 130, 52
    parts = [text(left + 1.5 * width, 62, 'predicted', text_anchor='middle', fill=QUIET)]
    for line, row in enumerate(confusion):
        names = [name for name in row if name != 'actual']
        total = sum(row[name] for name in names)
        y = top + line * (height + 4)
        parts.append(text(left - 14, y + height / 2 + 4, row['actual'], text_anchor='end', fill=INK))
        for column, name in enumerate(names):
            x = left + column * (width + 4)
            share = row[name] / total
            colour = COLOURS[row['actual']] if name == row['actual'] else '#b91c1c'
            opacity = 0.85 * share if name == row['actual'] else min(1.0, 4 * share)
            middle = x + width / 2
            parts.append(bar(x, y, width, height, rx=4, fill=LINE, fill_opacity=0.5))
            parts.append(bar(x, y, width, height, rx=4, fill=colour, fill_opacity=round(opacity, 2)))
            parts.append(
                text(middle, y + 24, row[name], text_anchor='middle', font_size=16, font_weight=600, fill=INK)
            )
            parts.append(text(middle, y + 41, f'{share:.0%}', text_anchor='middle', font_size=11, fill=INK))
            if line == len(confusion) - 1:
                parts.append(text(middle, y + height + 20, name, text_anchor='middle', fill=INK))
    return drawing('Confusion matrix', 660, top + 3 * (height + 4) + 40, parts)


def weight_bars(model: dict[str, Any]) -> str:
    """What speaks for and against each species, per standard deviation of a measurement."""
    labels = [name.rsplit('_', 1)[0].replace('_', ' ') for name in model['features']]
    strongest = max(abs(weight) for line in model['weights'] for weight in line[:-1])
    middle, reach, step = 400, 220, 16
    parts, y = [], 62
    for label_number, label in enumerate(labels):
        parts.append(text(24, y + 30, label.capitalize(), fill=INK))
        for species, line in zip(model['classes'], model['weights']):
            weight = line[label_number]
            length = abs(weight) / strongest * reach
            start = middle if weight >= 0 else middle - length
            parts.append(bar(start, y, length, 11, rx=2, fill=COLOURS[species]))
            tip = middle + length + 6 if weight >= 0 else middle - length - 6
            anchor = 'start' if weight >= 0 else 'end'
            parts.append(text(tip, y + 10, f'{weight:+.1f}', text_anchor=anchor, font_size=11, fill=QUIET))
            y += step
        y += 14
    parts.append(f'<path d="M{middle} 54V{y - 10}" stroke="{QUIET}"/>')
    for number, species in enumerate(model['classes']):
        parts.append(f'<circle cx="{middle - 60 + number * 100}" cy="30" r="5" fill="{COLOURS[species]}"/>')
        parts.append(text(middle - 49 + number * 100, 34, species, fill=INK))
    return drawing('What the model looks at', 660, y + 8, parts)


@data_exporter
def draw_report(softmax: list[Any], evaluation: list[Any], **kwargs: Any) -> list[str]:
    """Draw three charts, show them as outputs, and put them on one page in `reports/`."""
    model, history, _ = softmax
    summary, _, confusion = evaluation
    charts = [learning_curve(history), heat_map(confusion), weight_bars(model)]

    words = '; '.join(
        f'{row["model"]}: {row["accuracy"]:.1%} right ({row["low"]:.1%} to {row["high"]:.1%})'
        for row in summary
    )
    path = Path(kwargs['repo_path']) / 'reports' / 'penguins.html'
    path.parent.mkdir(exist_ok=True)
    path.write_text(PAGE.format(summary=words, charts='\n'.join(charts)), encoding='utf-8')
    print(f'wrote reports/{path.name} with {len(charts)} charts')
    return charts


@test
def test_three_drawings(*charts: str) -> None:
    assert len(charts) == 3
    assert all(chart.startswith('<svg') and chart.endswith('</svg>') for chart in charts)
