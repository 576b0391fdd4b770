"""Names beside points: nothing covered while there is room, the same places every time."""

from __future__ import annotations

import random

from spbe_analysis.presentation.drawing.label_places import place_labels

SIZE, BOX = 8.0, (480.0, 320.0)


def areas(points, texts):
    places = place_labels(points, texts, SIZE, BOX)
    for place, text in zip(places, texts, strict=True):
        wide, high = 0.6 * SIZE * len(text), 1.25 * SIZE
        yield place.x - wide / 2, place.y - high / 2, place.x + wide / 2, place.y + high / 2


def overlaps(one, two) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


def test_labels_cover_neither_each_other_nor_points_and_stay_inside():
    rng = random.Random(3)
    points = [(rng.uniform(20, 460), rng.uniform(20, 300)) for _ in range(34)]
    texts = [f"Name{i}" for i in range(34)]
    found = list(areas(points, texts))
    for i, area in enumerate(found):
        assert not any(overlaps(area, other) for other in found[i + 1 :])
        assert not any(area[0] < x < area[2] and area[1] < y < area[3] for x, y in points)
        assert area[0] >= 0 and area[1] >= 0 and area[2] <= BOX[0] and area[3] <= BOX[1]


def test_a_lone_point_has_its_name_at_the_right_and_near():
    (place,) = place_labels([(100.0, 100.0)], ["Bali"], SIZE, BOX)
    assert place.x > 100 and place.y == 100 and not place.far


def test_a_point_at_the_edge_has_its_name_inside():
    (place,) = place_labels([(478.0, 100.0)], ["Bali"], SIZE, BOX)
    assert place.x < 478


def test_a_crowd_is_answered_and_repeats():
    points = [(100.0 + i / 10, 100.0) for i in range(30)]
    texts = ["Crowded"] * 30
    first = place_labels(points, texts, SIZE, BOX)
    assert first == place_labels(points, texts, SIZE, BOX) and len(first) == 30
    assert any(place.far for place in first)
    assert place_labels([], [], SIZE, BOX) == []


def test_a_name_lies_nearest_to_its_own_point_or_a_line_leads_to_it():
    rng = random.Random(7)
    for _ in range(20):
        points = [(rng.gauss(240, 80), rng.gauss(160, 50)) for _ in range(34)]
        texts = [f"Name{i}" for i in range(14)]
        places = place_labels(points[:14], texts, SIZE, BOX, nameless=points[14:])
        for i, (place, text) in enumerate(zip(places, texts, strict=True)):
            wide, high = 0.6 * SIZE * len(text) / 2, 1.25 * SIZE / 2
            away = [
                (max(abs(x - place.x) - wide, 0) ** 2 + max(abs(y - place.y) - high, 0) ** 2) ** 0.5 for x, y in points
            ]
            assert place.far or min(away) == away[i], text
            assert min(away[14:]) > 0  # nor does it cover a point without a name
