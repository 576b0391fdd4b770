"""Where figures become SVG: as matplotlib does it, but a text is measured once a process and not once a figure."""

from __future__ import annotations

from functools import lru_cache

from matplotlib.backends.backend_svg import FigureCanvasSVG, RendererSVG
from matplotlib.textpath import text_to_path


class _Renderer(RendererSVG):
    def get_text_width_height_descent(self, s, prop, ismath):
        return _size(s, prop, ismath)


class FigureCanvas(FigureCanvasSVG):
    """The canvas that ``savefig(format="svg", backend="module://…")`` looks for here; nothing on it becomes a raster."""

    def print_svg(self, filename, *, metadata=None, **_):
        dots, self.figure.dpi = self.figure.dpi, self.fixed_dpi  # of images on it, and of the drawing
        width, height = self.figure.get_size_inches() * self.fixed_dpi
        renderer = _Renderer(width, height, filename, image_dpi=dots, metadata=metadata)
        self.figure.draw(renderer)
        renderer.finalize()


@lru_cache(
    maxsize=1 << 15
)  # labels, ticks and notes come again in every figure; matplotlib hands over a copy of their type
def _size(text, prop, ismath) -> tuple[float, float, float]:
    return text_to_path.get_text_width_height_descent(text, prop, ismath)
