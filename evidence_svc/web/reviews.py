"""The review before submitting: everything the council would find, each line with its place."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from evidence_svc.domain.remarks import Weight
from evidence_svc.operations.review_assessment import review_assessment
from evidence_svc.serving import acting, services

pages = Blueprint("reviews", __name__)


@pages.get("/assessments/<int:assessment_id>/review")
def show(assessment_id: int) -> ResponseReturnValue:
    """The review of one assessment; whoever may see the assessment sees the same list."""
    review = review_assessment(services(), acting(), assessment_id)
    return render_template("review.html", review=review, weights=tuple(Weight))
