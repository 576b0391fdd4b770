"""Priors by name for the verbs: composes printed category means with the prior's mathematics."""

from __future__ import annotations

from spbe_analysis.analysis.prior import UNIFORM, Prior, category_prior
from spbe_analysis.errors import ParameterError
from spbe_analysis.regulation import Framework


def category_prior_for(framework: Framework, kind: str | None, year: int | None) -> Prior:
    """The category prior of an institution's kind and year, from the printed means.

    Raises
    ------
    ParameterError
        If kind or year is missing, or no means are printed for them.
    """
    from spbe_analysis.evidence.published import category_means_for, category_scope

    if not kind or year is None:
        raise ParameterError("the category prior needs the institution's kind and the year")
    means = category_means_for(kind, year)
    if not means:
        raise ParameterError(f"no category means are published for {kind} in {year}", advice="Use the uniform prior.")
    printed = {code: mean.value for code, mean in means.items()}
    return category_prior(framework, printed, f"{category_scope(kind, year)} {year}")


def priors_for(name: str, framework: Framework, kind: str, years: tuple[int, int]) -> tuple[Prior, Prior]:
    """Priors of two years by name."""
    if name == "uniform":
        return UNIFORM, UNIFORM
    if name != "category":
        raise ParameterError(f"there is no prior {name!r}", advice="Use 'uniform' or 'category'.")
    return category_prior_for(framework, kind, years[0]), category_prior_for(framework, kind, years[1])
