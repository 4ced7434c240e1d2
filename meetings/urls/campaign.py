"""Campaigns: the sender's side, the part of a committee in between, then the branch's."""

from django.urls import path

from meetings.views import campaign, campaign_answer, campaign_following, campaign_report

urlpatterns = [
    path(
        "committee/<uuid:organization_id>/campaigns/", campaign.campaign_list, name="campaign_list"
    ),
    path(
        "committee/<uuid:organization_id>/campaigns/new/",
        campaign.campaign_create,
        name="campaign_create",
    ),
    path("campaigns/<uuid:public_id>/", campaign_following.campaign_detail, name="campaign_detail"),
    path("campaigns/<uuid:public_id>/edit/", campaign.campaign_edit, name="campaign_edit"),
    path("campaigns/<uuid:public_id>/send/", campaign.campaign_send, name="campaign_send"),
    path(
        "campaigns/<uuid:public_id>/remind/",
        campaign_following.campaign_remind,
        name="campaign_remind",
    ),
    path("campaigns/<uuid:public_id>/close/", campaign.campaign_close, name="campaign_close"),
    path("campaigns/<uuid:public_id>/discard/", campaign.campaign_discard, name="campaign_discard"),
    path(
        "campaigns/<uuid:public_id>/paper/", campaign_report.campaign_paper, name="campaign_paper"
    ),
    path(
        "campaigns/<uuid:public_id>/table/", campaign_report.campaign_table, name="campaign_table"
    ),
    # A committee in between
    path(
        "committee/<uuid:organization_id>/campaigns/<uuid:public_id>/",
        campaign_following.part_detail,
        name="part_detail",
    ),
    path(
        "committee/<uuid:organization_id>/campaigns/<uuid:public_id>/remind/",
        campaign_following.part_remind,
        name="part_remind",
    ),
    path(
        "committee/<uuid:organization_id>/campaigns/<uuid:public_id>/paper/",
        campaign_report.part_paper,
        name="part_paper",
    ),
    path(
        "committee/<uuid:organization_id>/campaigns/<uuid:public_id>/table/",
        campaign_report.part_table,
        name="part_table",
    ),
    # The branch
    path("campaigns/", campaign_answer.campaign_inbox, name="campaign_inbox"),
    path("campaigns/<uuid:public_id>/mine/", campaign_answer.campaign_mine, name="campaign_mine"),
    path(
        "campaigns/received/<uuid:public_id>/",
        campaign_answer.campaign_received,
        name="campaign_received",
    ),
    path(
        "campaigns/received/<uuid:public_id>/place/",
        campaign_answer.campaign_place,
        name="campaign_place",
    ),
    path(
        "campaigns/received/<uuid:public_id>/take-off/",
        campaign_answer.campaign_take_off,
        name="campaign_take_off",
    ),
    path(
        "campaigns/received/<uuid:public_id>/report/",
        campaign_answer.campaign_report,
        name="campaign_report",
    ),
]
