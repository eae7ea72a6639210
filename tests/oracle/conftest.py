"""Every engine has to agree with the oracle."""

import pytest

from evoprune.registry import load
from evoprune.training.engines import ENGINES


@pytest.fixture(params=list(ENGINES), scope="session")
def engine_type(request):
    return load("engine", ENGINES, request.param)
