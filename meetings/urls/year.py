"""The year: its months, the fixed day, the topics of its quarters."""

from django.urls import path

from meetings.views import committee_first, schedule, topic, topic_paper

urlpatterns = [
    path("year/<uuid:organization_id>/", schedule.year_plan, name="year_plan"),
    path("year/<uuid:organization_id>/plan/", schedule.month_plan, name="month_plan"),
    path("year/<uuid:organization_id>/fixed-day/", schedule.schedule_edit, name="schedule_edit"),
    path("year/<uuid:organization_id>/fixed-day/end/", schedule.schedule_end, name="schedule_end"),
    # The committee before the branch
    path(
        "meetings/<uuid:public_id>/committee/",
        committee_first.committee_plan,
        name="committee_plan",
    ),
    path(
        "meetings/<uuid:public_id>/agree/", committee_first.committee_agree, name="committee_agree"
    ),
    # Topics: a committee's list, a branch's plan
    path("topics/<uuid:organization_id>/", topic.topic_list, name="topic_list"),
    path("topics/<uuid:organization_id>/new/", topic.topic_create, name="topic_create"),
    path("topics/<uuid:organization_id>/offer/", topic.topic_offer, name="topic_offer"),
    path("topic/<uuid:public_id>/", topic_paper.topic_detail, name="topic_detail"),
    path("topic/<uuid:public_id>/edit/", topic.topic_edit, name="topic_edit"),
    path("topic/<uuid:public_id>/drop/", topic.topic_drop, name="topic_drop"),
    path("topic/<uuid:public_id>/offer/", topic.offer_edit, name="offer_edit"),
    path("topic/<uuid:public_id>/withdraw/", topic.offer_withdraw, name="offer_withdraw"),
    path("topic/<uuid:public_id>/paper/", topic_paper.topic_paper, name="topic_paper"),
    path("topic/<uuid:public_id>/open/", topic_paper.topic_open, name="topic_open"),
    path("topic/<uuid:public_id>/comment/", topic_paper.topic_comment, name="topic_comment"),
    path("topic/<uuid:public_id>/approve/", topic_paper.topic_approve, name="topic_approve"),
    path("topic/<uuid:public_id>/reopen/", topic_paper.topic_reopen, name="topic_reopen"),
    path("topic/<uuid:public_id>/meeting/", topic_paper.topic_meeting, name="topic_meeting"),
]
