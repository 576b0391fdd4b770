"""How likely each node gained the most among its siblings of the same kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spbe_analysis.analysis.feasible.sibling_sums import joint_sums

if TYPE_CHECKING:
    from spbe_analysis.analysis.two_years.independent import IndependentPair
    from spbe_analysis.analysis.two_years.tied import PairSet

JOINT_LIMIT = 2_000_000  # pairs of joint candidates compared at once; more are drawn at random instead
DRAWS = 20_000  # standard error at most 0.0036
SEED = 59


def largest_shares(
    pair: IndependentPair | PairSet, classes: dict[str, tuple[str, ...]]
) -> tuple[dict[str, float], bool]:
    """Probability that a node's contribution is the largest among its siblings; ties are shared evenly.

    Siblings of a domain or aspect are the children of the same node; siblings
    of an indicator are the indicators below the same top-level node.

    Parameters
    ----------
    pair : IndependentPair or PairSet
        Both years' feasible sets, read apart or tied; of tied years only what
        bounds and classes leave open is drawn.
    classes : dict
        Exchangeable classes, from `exchangeable_classes`.

    Returns
    -------
    (dict of str to float, bool)
        Probability by code, adding up to 1 among siblings, and
        whether any of them was estimated from random draws.
    """
    found, drawn = {}, None
    for siblings, top in _families(pair, classes):
        if len({classes.get(code, code) for code in siblings}) == 1:
            found.update(dict.fromkeys(siblings, 1 / len(siblings)))
            continue
        shares = _exactly(pair, siblings, top)
        if shares is None:
            drawn = _draws(pair) if drawn is None else drawn
            shares = _from_draws(pair, siblings, drawn)
        found.update(_even_in_class(shares, classes))
    return found, drawn is not None


def _families(pair: IndependentPair, classes: dict[str, tuple[str, ...]]) -> list[tuple[tuple[str, ...], str]]:
    """Children of one node compete; indicators compete with all below the same top-level node.

    Top-level nodes that share a class of indicators are taken together, so
    that members of a class always meet the same rivals.
    """
    framework = pair.framework
    families = [
        (framework.children(code), code)
        for code in framework.nodes
        if any(framework.children(c) for c in framework.children(code))
    ]
    families = [(tuple(c for c in below if framework.children(c)), code) for below, code in families]
    groups: dict[str, set[str]] = {}
    for top in framework.children(framework.root):
        members = {top}
        for leaf in framework.leaves(top):
            members |= {_top(framework, other) for other in classes.get(leaf, ())}
        for other in set().union(*(groups.get(member, {member}) for member in members)):
            members |= groups.get(other, {other})
        for member in members:
            groups[member] = members
    for members in {id(group): group for group in groups.values()}.values():
        leaves = tuple(
            leaf for top in framework.children(framework.root) if top in members for leaf in framework.leaves(top)
        )
        families.append((leaves, members.copy().pop() if len(members) == 1 else ""))
    return families


def _top(framework, code: str) -> str:
    while framework.nodes[code].parent != framework.root:
        code = framework.nodes[code].parent
    return code


def _exactly(pair: IndependentPair, siblings: tuple[str, ...], parent: str) -> dict[str, float] | None:
    import numpy as np

    bounds = [pair.change_bounds(code) for code in siblings]
    if all(low == high for low, high in bounds):
        changes = np.array([[low for low, _ in bounds]])
        return dict(zip(siblings, map(float, _winners(changes, np.ones(1))), strict=True))
    if not parent or pair.tied:
        return None
    if pair.framework.nodes[siblings[0]].kind == "indicator":
        from spbe_analysis.analysis.drivers.winning import winning_shares

        return winning_shares(pair, parent)
    if pair.before.parts(parent) != list(siblings) or pair.after.parts(parent) != list(siblings):
        return None
    first, second = joint_sums(pair.before, parent), joint_sums(pair.after, parent)
    if first is None or second is None or len(first) * len(second) > JOINT_LIMIT:
        return None
    start, end = (np.array([sums for sums, _ in year]) for year in (first, second))
    p, q = (np.array([share for _, share in year]) for year in (first, second))
    changes = (end[None, :, :] - start[:, None, :]).reshape(-1, len(siblings))
    return dict(zip(siblings, map(float, _winners(changes, np.outer(p, q).ravel())), strict=True))


def _winners(changes, shares):
    top = changes == changes.max(axis=1, keepdims=True)
    return (top / top.sum(axis=1, keepdims=True) * shares[:, None]).sum(axis=0)


def _draws(pair: IndependentPair | PairSet):
    first, second = pair.sample(DRAWS, SEED)
    return second.astype("int64") - first.astype("int64")


def _from_draws(pair: IndependentPair, siblings: tuple[str, ...], drawn) -> dict[str, float]:
    import numpy as np

    framework = pair.framework
    column = {leaf: i for i, leaf in enumerate(framework.indicators)}
    changes = np.stack(
        [
            drawn[:, [column[leaf] for leaf in framework.leaves(code)]]
            @ np.array([framework.units[leaf] for leaf in framework.leaves(code)])
            for code in siblings
        ],
        axis=1,
    )
    wins = _winners(changes, np.ones(len(changes)))
    return dict(zip(siblings, map(float, wins / len(changes)), strict=True))


def _even_in_class(shares: dict[str, float], classes: dict[str, tuple[str, ...]]) -> dict[str, float]:
    even = {}
    for code in shares:
        members = [other for other in classes.get(code, (code,)) if other in shares]
        even[code] = sum(shares[other] for other in members) / len(members)
    return even
