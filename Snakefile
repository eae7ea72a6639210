"""evoprune: three studies on evolving how neural networks are pruned, reproduced.

    snakemake --cores all                                          the default study
    snakemake --cores all --configfile config/smoke.yaml           a minute, to see that it works
    snakemake --cores all --configfile config/paper.yaml           the published scale

Every key of the config is explained in config/README.md.
"""

from snakemake.utils import min_version

min_version("9.20")


configfile: "config/config.yaml"


include: "workflow/rules/common.smk"
include: "workflow/rules/cluster.smk"
include: "workflow/rules/data.smk"
include: "workflow/rules/train.smk"
include: "workflow/rules/collect.smk"
include: "workflow/rules/claims.smk"
include: "workflow/rules/present.smk"
include: "workflow/rules/compare.smk"
include: "workflow/rules/filter_criteria.smk"
include: "workflow/rules/pruning_functions.smk"


localrules:
    all,


rule all:
    default_target: True
    input:
        STUDY.everything(),
