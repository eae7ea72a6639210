"""Figures of the study by name. One file, one line each; `scoped` ones are drawn once a scope."""

from evoprune.report.catalogue import Entry, Figures

HERE = "evoprune.studies.autoencoder.figures"

FIGURES: dict[str, Entry] = {
    # The published notebook: cells 10, 12 and 16; 18; 19; 21 to 25; 27 and 29; 31; 33 and 35; 37.
    "l1_curves": Entry(f"{HERE}.l1_curves", scoped=True),
    "cross_entropy": Entry(f"{HERE}.cross_entropy", scoped=False, needs="cross_entropy"),
    "best_of_each": Entry(f"{HERE}.best_of_each", scoped=False, needs="environments"),
    "schedule_sweep": Entry(f"{HERE}.schedule_sweep", scoped=True),
    "network_size": Entry(f"{HERE}.network_size", scoped=True),
    "capacity": Entry(f"{HERE}.capacity", scoped=False),
    "during_versus_after": Entry(f"{HERE}.during_versus_after", scoped=True),
    "best_cell_size": Entry(f"{HERE}.best_cell_size", scoped=False, needs="environments"),
    # The same with cells pooled as they are there.
    "l1_curves_pooled": Entry(f"{HERE}.l1_curves_pooled", scoped=True, needs="population"),
    "capacity_pooled": Entry(f"{HERE}.capacity_pooled", scoped=False),
    "during_versus_after_pooled": Entry(
        f"{HERE}.during_versus_after_pooled", scoped=True, needs="population"
    ),
    # What the published figures do not show.
    "agreement": Entry(f"{HERE}.agreement", scoped=False),
    "heatmap_loss": Entry(f"{HERE}.heatmap_loss", scoped=True),
    "heatmap_true_sparsity": Entry(f"{HERE}.heatmap_true_sparsity", scoped=True),
    "dead_units": Entry(f"{HERE}.dead_units", scoped=True),
    "learning_rate_walk": Entry(f"{HERE}.learning_rate_walk", scoped=True, needs="population"),
    "distinct_networks": Entry(f"{HERE}.distinct_networks", scoped=True, needs="population"),
    "variant_effects": Entry(f"{HERE}.variant_effects", scoped=False, needs="variants"),
    "factor_sweeps": Entry(f"{HERE}.factor_sweeps", scoped=False, needs="sweeps"),
    # What the claims rest on.
    "claims_forest": Entry(f"{HERE}.claims_forest", scoped=False, reads=("claims",)),
    "headline_contrasts": Entry(f"{HERE}.headline_contrasts", scoped=False),
    "trade_off": Entry(f"{HERE}.trade_off", scoped=True, reads=("trade_off",)),
    "chain_of_controls": Entry(f"{HERE}.chain_of_controls", scoped=False, needs="variants"),
}

_CATALOGUE = Figures(FIGURES)
available = _CATALOGUE.available
draw = _CATALOGUE.draw
caption = _CATALOGUE.caption
module = _CATALOGUE.module
reads = _CATALOGUE.reads
