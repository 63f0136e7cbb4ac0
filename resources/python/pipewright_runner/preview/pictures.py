"""Images and pages of HTML: written as files beside preview.json."""

from __future__ import annotations

import os
import struct
from typing import Any, Optional

from pipewright_runner.libraries import instance

PNG = b'\x89PNG\r\n\x1a\n'
RASTER = ((PNG, 'png', 'image/png'), (b'\xff\xd8\xff', 'jpg', 'image/jpeg'), (b'GIF8', 'gif', 'image/gif'))
SAVED_PIXELS = 4000


def picture_preview(value: Any, folder: str) -> Optional[dict[str, Any]]:
    """The preview of an image or HTML value, or None. Its `file` is a name in the folder."""
    if isinstance(value, (bytes, bytearray)):
        return raster(bytes(value), folder)
    if isinstance(value, str):
        return markup(value, folder)
    if instance(value, 'PIL.Image', 'Image'):
        return pillow(value, folder)
    if instance(value, 'matplotlib.figure', 'Figure'):
        return figure(value, folder)
    if type(value).__module__.split('.')[0] == 'plotly' and hasattr(value, 'to_html'):
        return html(value.to_html(full_html=True, include_plotlyjs=True), folder)
    if instance(value, 'pandas.io.formats.style', 'Styler'):
        return html(value.to_html(doctype_html=True), folder)
    return None


def notebook_page(value: Any, folder: str) -> Optional[dict[str, Any]]:
    """What an object shows of itself in a notebook (Altair, Folium and others), or None."""
    if isinstance(value, type) or not callable(getattr(value, '_repr_html_', None)):
        return None
    try:
        text = value._repr_html_()
    except Exception:
        return None
    return html(text, folder) if isinstance(text, str) and text else None


def save(folder: str, name: str, data: bytes) -> str:
    with open(os.path.join(folder, name), 'wb') as file:
        file.write(data)
    return name


def raster(data: bytes, folder: str) -> Optional[dict[str, Any]]:
    for start, extension, mime in RASTER:
        if data.startswith(start):
            width, height = png_size(data) if extension == 'png' else (None, None)
            name = save(folder, f'preview.{extension}', data)
            return {'kind': 'image', 'file': name, 'mime': mime, 'width': width, 'height': height}
    return None


def png_size(data: bytes) -> tuple[Optional[int], Optional[int]]:
    if len(data) < 24 or data[12:16] != b'IHDR':
        return None, None
    width, height = struct.unpack('>II', data[16:24])
    return width, height


def markup(text: str, folder: str) -> Optional[dict[str, Any]]:
    start = text[:2000].lstrip('\ufeff \t\r\n').lower()
    if start.startswith('<svg') or (start.startswith('<?xml') and '<svg' in start):
        name = save(folder, 'preview.svg', text.encode('utf-8', 'replace'))
        return {'kind': 'image', 'file': name, 'mime': 'image/svg+xml', 'width': None, 'height': None}
    if start.startswith(('<!doctype html', '<html')):
        return html(text, folder)
    return None


def html(text: str, folder: str) -> dict[str, Any]:
    return {'kind': 'html', 'file': save(folder, 'preview.html', text.encode('utf-8', 'replace'))}


def pillow(image: Any, folder: str) -> dict[str, Any]:
    shown = image.copy()
    shown.thumbnail((SAVED_PIXELS, SAVED_PIXELS))
    if shown.mode not in ('1', 'L', 'LA', 'P', 'RGB', 'RGBA', 'I'):
        shown = shown.convert('RGB')
    shown.save(os.path.join(folder, 'preview.png'))
    width, height = image.size
    return {'kind': 'image', 'file': 'preview.png', 'mime': 'image/png', 'width': width, 'height': height}


def figure(value: Any, folder: str) -> dict[str, Any]:
    path = os.path.join(folder, 'preview.png')
    value.savefig(path, bbox_inches='tight')
    with open(path, 'rb') as file:
        width, height = png_size(file.read(24))
    return {'kind': 'image', 'file': 'preview.png', 'mime': 'image/png', 'width': width, 'height': height}
