"""The interface held against its own document by schemathesis: no fault of ours, and no answer that is not described."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import CheckFunction, not_a_server_error
from schemathesis.specs.openapi.checks import (
    allow_header_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from liziba.services.declaration import services
from tests.doors import site

pytestmark = pytest.mark.full
CHECKS: list[CheckFunction] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    allow_header_conformance,
    unsupported_method,
]


def application() -> Any:
    assert site  # Django is set up by then
    from liziba.doors.web.wsgi import application

    return application


described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application(), headers={"Host": "localhost"})


@described.parametrize()
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_answer_is_one_that_the_document_describes(case: schemathesis.Case) -> None:
    case.call_and_validate(checks=CHECKS, headers={"Host": "localhost"})


def test_every_service_stands_in_the_document() -> None:
    paths = {result.ok().label for result in described.get_all_operations()}
    assert {f"{method} /api/v1/{name}" for name in services() for method in ("GET", "POST")} <= paths
