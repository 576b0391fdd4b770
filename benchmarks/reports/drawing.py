"""Five figures of one institution against the nation, drawn plainly, as anyone would, and three tables beside them."""

from functools import cache

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns

from spbe_analysis.evidence.published import load_published
from spbe_analysis.evidence.register import load_register

MARK = "#D55E00"
DOMAINS = ("P59-D1", "P59-D2", "P59-D3", "P59-D4")


@cache
def scores(from_year, to_year):
    """Index of both years, change, kind and the domain scores of the second, by institution."""
    rows = load_published()
    rows = rows[
        (rows["stage"] == "final") & rows["year"].isin([from_year, to_year]) & rows["kind"].isin(["index", "domain"])
    ]
    wide = rows.drop_duplicates(["institution", "year", "code"]).pivot(
        index="institution", columns=["year", "code"], values="value"
    )
    wide = wide.astype(float)
    table = wide[to_year][list(DOMAINS)].copy()
    table["before"], table["after"] = wide[from_year]["P59-INDEX"], wide[to_year]["P59-INDEX"]
    table = table.dropna(subset=["before", "after"])
    table["change"] = table["after"] - table["before"]
    table["kind"] = table.index.map({body.name: body.kind for body in load_register()})
    return table


def page():
    fig, ax = plt.subplots(figsize=(8, 4.5))
    return fig, ax


def closed(fig, ax, title):
    """Limits as they are, and the figure out of pyplot's hands."""
    ax.set_title(title, y=1.02)
    ax.autoscale(False)
    plt.close(fig)
    return ax


def spread(from_year, to_year):
    fig, ax = page()
    sns.histplot(scores(from_year, to_year), x="after", bins=30, kde=True, color="#8fa9bf", ax=ax)
    return closed(fig, ax, f"Index {to_year}")


def kinds(from_year, to_year):
    fig, ax = page()
    sns.violinplot(scores(from_year, to_year), x="change", y="kind", color="#c9d7e3", inner="quart", ax=ax)
    return closed(fig, ax, f"Change {from_year} to {to_year} by kind")


def pairs(from_year, to_year):
    fig, ax = page()
    sns.scatterplot(scores(from_year, to_year), x="before", y="after", hue="kind", s=22, ax=ax)
    ax.axline((2, 2), slope=1, color="#595959", linewidth=0.8)
    return closed(fig, ax, f"Index {from_year} and {to_year}")


def domains(from_year, to_year):
    np.random.seed(0)  # seaborn scatters the points at random
    fig, ax = page()
    long = scores(from_year, to_year)[list(DOMAINS)].melt(var_name="domain", value_name="score")
    sns.boxplot(long, x="domain", y="score", color="#c9d7e3", ax=ax)
    sns.stripplot(long, x="domain", y="score", color="#595959", size=1.5, jitter=0.25, ax=ax)
    return closed(fig, ax, f"Domain scores {to_year}")


def together(from_year, to_year):
    fig, ax = page()
    sns.heatmap(
        scores(from_year, to_year)[[*DOMAINS, "before", "after", "change"]].corr(),
        annot=True,
        fmt=".2f",
        cmap="cividis",
        ax=ax,
    )
    return closed(fig, ax, "What goes together")


FIGURES = (spread, kinds, pairs, domains, together)


def mark(build, ax, own):
    """An institution's own marks on one of the figures."""
    if build is spread:
        ax.axvline(own["after"], color=MARK, linewidth=2, zorder=9)
    elif build is kinds:
        ax.axvline(own["change"], color=MARK, linewidth=2, zorder=9)
    elif build is pairs:
        ax.plot([own["before"]], [own["after"]], "D", color=MARK, markeredgecolor="black", zorder=9)
    elif build is domains:
        ax.plot(range(4), own[list(DOMAINS)].astype(float), "D-", color=MARK, markeredgecolor="black", zorder=9)
    ax.annotate(str(own.name), (0.99, 0.02), xycoords="axes fraction", ha="right", color=MARK, zorder=9)
    return ax.figure


def tables(own, from_year, to_year):
    """Three tables: the institution, its kind, its neighbours in rank."""
    table = scores(from_year, to_year)
    alike = table[table["kind"] == own["kind"]]
    ranked = table.sort_values("after", ascending=False, kind="stable")
    place = ranked.index.get_loc(own.name)
    return own.to_frame("value"), alike.describe().round(3), ranked.iloc[max(0, place - 5) : place + 6]
