"""SLURM: what has to be known before jobs are submitted."""

from evoprune.errors import EvopruneError


onstart:
    if "slurm" in workflow.executor_plugin.name:
        from evoprune.slurm import check_status

        settings = workflow.executor_settings
        try:
            warnings = check_status(
                settings.status_command, settings.init_seconds_before_status_checks
            )
        except EvopruneError as error:
            raise WorkflowError(str(error)) from None
        for warning in warnings:
            logger.warning(warning)
