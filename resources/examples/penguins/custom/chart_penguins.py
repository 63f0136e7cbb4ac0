from typing import Any

if 'custom' not in globals():
    from mage_ai.data_preparation.decorators import custom
if 'test' not in globals():
    from mage_ai.data_preparation.decorators import test

COLOURS = {'Adelie': '#e8833a', 'Chinstrap': '#8b5cf6', 'Gentoo': '#0f8b8d'}
WIDTH, HEIGHT = 680, 460
LEFT, RIGHT, TOP, BOTTOM = 62, 24, 62, 52

Row = dict[str, Any]


class Axis:
    """Maps one measurement to pixels."""

    def __init__(self, low: float, high: float, start: float, end: float) -> None:
        self.low, self.high, self.start, self.end = low, high, start, end

    def __call__(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)


def text(x: float, y: float, words: str, **style: Any) -> str:
    attributes = ' '.join(f'{key.replace("_", "-")}="{value}"' for key, value in style.items())
    return f'<text x="{x}" y="{y}" {attributes}>{words}</text>'


def grid(x: Axis, y: Axis) -> list[str]:
    """Light lines with their numbers, and the names of both axes."""
    parts = []
    for value in range(int(x.low), int(x.high) + 1, 5):
        parts.append(f'<path d="M{x(value)} {TOP}V{HEIGHT - BOTTOM}" stroke="#e7e5e4"/>')
        parts.append(text(x(value), HEIGHT - BOTTOM + 18, str(value), text_anchor='middle', fill='#78716c'))
    for value in range(int(y.low), int(y.high) + 1, 2):
        parts.append(f'<path d="M{LEFT} {y(value)}H{WIDTH - RIGHT}" stroke="#e7e5e4"/>')
        parts.append(text(LEFT - 10, y(value) + 4, str(value), text_anchor='end', fill='#78716c'))
    parts.append(text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, 'Bill length, mm', text_anchor='middle', fill='#44403c'))
    middle = (TOP + HEIGHT - BOTTOM) / 2
    upright = f'translate(20 {middle}) rotate(-90)'
    parts.append(text(0, 0, 'Bill depth, mm', text_anchor='middle', fill='#44403c', transform=upright))
    return parts


def legend() -> list[str]:
    parts = []
    for number, (species, colour) in enumerate(COLOURS.items()):
        x = WIDTH - RIGHT - 290 + number * 100
        parts.append(f'<circle cx="{x}" cy="32" r="5" fill="{colour}"/>')
        parts.append(text(x + 11, 36, species, fill='#44403c'))
    return parts


@custom
def chart_penguins(rows: list[Row], **kwargs: Any) -> str:
    """Draw bill length against bill depth; a dot is a penguin, its size is the body mass."""
    x = Axis(30, 62, LEFT, WIDTH - RIGHT)
    y = Axis(12, 22, HEIGHT - BOTTOM, TOP)

    dots = []
    for row in sorted(rows, key=lambda row: -row['body_mass_g']):  # small ones on top
        radius = round(1.5 + row['body_mass_g'] / 1300, 1)
        measured = f'{row["bill_length_mm"]} × {row["bill_depth_mm"]} mm, {row["body_mass_g"]:.0f} g'
        dots.append(
            f'<circle cx="{x(row["bill_length_mm"])}" cy="{y(row["bill_depth_mm"])}" r="{radius}" '
            f'fill="{COLOURS[row["species"]]}" fill-opacity="0.65" stroke="#fff" stroke-width="0.8">'
            f'<title>{row["species"]}, {row["island"]}: {measured}</title></circle>'
        )

    print(f'drew {len(dots)} penguins')
    return '\n'.join([
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="system-ui, sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" rx="8" fill="#fdfcfb"/>',
        text(LEFT, 37, 'Bills tell the species', font_size=17, font_weight=600, fill='#1c1917'),
        *legend(),
        *grid(x, y),
        *dots,
        '</svg>',
    ])


@test
def test_is_a_drawing(svg: str, *args: Any) -> None:
    assert svg.startswith('<svg') and svg.endswith('</svg>')


@test
def test_draws_all_species(svg: str, *args: Any) -> None:
    assert all(f'<title>{species},' in svg for species in COLOURS)
