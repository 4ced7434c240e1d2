"""What members bring along: opinions, speeches, documents read."""

from django.urls import path

from meetings.views import document, notice, opinion, speaker

urlpatterns = [
    path("meetings/<uuid:public_id>/notice/recall/", notice.notice_recall, name="notice_recall"),
    path("meetings/<uuid:public_id>/notice/share/", notice.notice_share, name="notice_share"),
    path("meetings/<uuid:public_id>/readers/", notice.notice_readers, name="notice_readers"),
    path("documents/<uuid:public_id>/read/", document.attachment_read, name="attachment_read"),
    # Who speaks
    path("meetings/<uuid:public_id>/speakers/", speaker.speaker_list, name="speaker_list"),
    path("speakers/<uuid:public_id>/release/", speaker.speaker_release, name="speaker_release"),
    path("speakers/<uuid:public_id>/answer/", speaker.speaker_answer, name="speaker_answer"),
    # Opinions and questions
    path("items/<uuid:public_id>/opinions/", opinion.opinion_add, name="opinion_add"),
    path("opinions/<uuid:public_id>/", opinion.opinion_change, name="opinion_change"),
    path("opinions/<uuid:public_id>/remove/", opinion.opinion_remove, name="opinion_remove"),
    path("opinions/<uuid:public_id>/use/", opinion.opinion_use, name="opinion_use"),
]
