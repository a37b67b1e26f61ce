"""The numbers of the stem ablation: what each stem adds to the network that sees them all."""

from __future__ import annotations

import attrs

from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.networks.names import (
    ABLATED_NETWORK,
    ABLATIONS,
    STEM_CHANNELS,
    Ablation,
    StemName,
    ablation_name,
)
from sepgenre_training.report.selection import networks_fitted, split_sizes, trials_with
from sepgenre_training.statistics.comparison import Comparison, compare_with_baseline
from sepgenre_training.statistics.hypothesis_tests import Interval
from sepgenre_training.statistics.verdict import Verdict, verdict

_HOW_IT_WAS_TAKEN: dict[Ablation, str] = {"without": "left out", "shuffled": "shuffled"}
_OUTCOMES = {
    Verdict.WORSE: "The stem “{stem}” adds something: with it {how}, the network is worse.",
    Verdict.BETTER: "The stem “{stem}” does harm: with it {how}, the network is better.",
    Verdict.NO_DIFFERENCE: "It is not shown that the stem “{stem}” adds anything ({how}).",
    Verdict.TOO_EARLY: "It is too early to say whether the stem “{stem}” adds anything ({how}).",
}


@attrs.frozen(kw_only=True)
class StemContribution:
    """What one stem adds, told by what is lost without it.

    Attributes
    ----------
    stem : {"bass", "drums", "other"}
    how : {"without", "shuffled"}
        Whether the stem was left out, or dealt out anew among the segments.
    comparison : Comparison
        The ablated network against the whole one, on macro F1; Holm's adjustment over all
        ablations of the run.
    """

    stem: StemName
    how: Ablation
    comparison: Comparison

    @property
    def adds(self) -> float:
        """Mean macro F1 of the whole network less that of the ablated one."""
        return -self.comparison.mean_difference

    @property
    def interval(self) -> Interval | None:
        """Corrected 95 % interval of `adds`; None where there is no spread to tell it from."""
        loss = self.comparison.corrected_interval
        return None if loss is None else Interval(low=-loss.high, high=-loss.low)

    @property
    def verdict(self) -> Verdict:
        """The verdict on the ablated network: `WORSE` where the stem adds something."""
        return verdict(self.comparison)

    @property
    def sentence(self) -> str:
        """The verdict on the stem in plain words."""
        return _OUTCOMES[self.verdict].format(stem=self.stem, how=_HOW_IT_WAS_TAKEN[self.how])


def stem_contributions(record: RunRecord) -> tuple[StemContribution, ...]:
    """Return one for each stem that was taken from the network, in each way.

    In the order of `networks.names.ABLATION_NAMES`; none where the run has no ablation, or the
    whole network is not in it, or no trial has finished both.
    """
    fitted = networks_fitted(record)
    ways = {ablation_name(how, stem): (how, stem) for how in ABLATIONS for stem in STEM_CHANNELS}
    names = [name for name in ways if name in fitted]
    trials = trials_with(record, (ABLATED_NETWORK, *names))
    if not names or not trials:
        return ()
    scores = {
        name: [trial.fit(name).metrics.macro_f1 for trial in trials]
        for name in (ABLATED_NETWORK, *names)
    }
    n_train, _, n_test = split_sizes(trials)
    return tuple(
        StemContribution(
            how=ways[comparison.name][0], stem=ways[comparison.name][1], comparison=comparison
        )
        for comparison in compare_with_baseline(scores, ABLATED_NETWORK, n_train, n_test)
    )
