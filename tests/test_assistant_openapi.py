"""The OpenAPI document, held against what the server does."""

from __future__ import annotations

from contextlib import suppress

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from assistant.api import create_app
from assistant.library import Library
from assistant.opening import build_shipped
from assistant.settings import ServerSettings, Settings

pytestmark = pytest.mark.filterwarnings(
    "ignore::hypothesis.errors.HypothesisDeprecationWarning"  # of how schemathesis draws
)
SERVER = ServerSettings(page=False, rate=0, operator_token="token")
ROUTES = {
    *("/api/ask", "/api/ask.csv", "/api/transcripts", "/api/transcripts/{transcript_id}"),
    *("/api/people", "/api/cite/{transcript_id}/{turn_id}", "/healthz", "/readyz"),
    *("/api/records", "/api/records/preview", "/api/feedback"),
}
TIMES = settings(
    max_examples=25,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    folder = tmp_path_factory.mktemp("index")
    build_shipped(folder)
    return create_app(Library(Settings(folder, own=False)), SERVER)


def test_every_route_is_described(app):
    assert set(app.openapi()["paths"]) == ROUTES


@pytest.mark.parametrize("route", sorted(ROUTES))
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_what_it_does_is_what_it_says(app, route, mode):
    schema = schemathesis.openapi.from_asgi("/openapi.json", app)
    for operation in schema[route].values():

        @given(case=operation.as_strategy(generation_mode=mode))
        @TIMES
        def holds(case):
            # A schema cannot say that a question has a word in it, or that a file is a record.
            case.call_and_validate(
                headers={"x-operator-token": "token"}, excluded_checks=[positive_data_acceptance]
            )

        with suppress(Unsatisfiable):  # there is nothing to get wrong in a route without fields
            holds()
