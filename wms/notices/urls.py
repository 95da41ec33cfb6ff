"""Notices: /notices/."""

from django.urls import path

from wms.notices.desk import house, pages

app_name = "notices"
urlpatterns = [
    path("notices/", pages.notices, name="notices"),
    path("notices/bell/", pages.bell, name="bell"),
    path("notices/acknowledge/", pages.acknowledge, name="acknowledge"),
    path("notices/acknowledge/mine/", pages.acknowledge_mine, name="acknowledge_mine"),
    path("notices/mine/", pages.mine, name="mine"),
    path("notices/mine/try/", pages.try_mail, name="try_mail"),
    path("notices/<int:notice_id>/", pages.notice, name="notice"),
    path("notices/<int:notice_id>/acknowledge/", pages.acknowledge_one, name="acknowledge_one"),
    path("notices/rules/", house.rules, name="rules"),
    path("notices/rules/new/", house.new_rule, name="new_rule"),
    path("notices/rules/<int:notice_rule_id>/", house.rule, name="rule"),
    path("notices/rules/<int:notice_rule_id>/drop/", house.forget_rule, name="forget_rule"),
    path("notices/channels/new/", house.new_channel, name="new_channel"),
    path("notices/channels/<int:channel_id>/", house.channel, name="channel"),
    path("notices/channels/<int:channel_id>/drop/", house.forget_channel, name="forget_channel"),
    path("notices/channels/<int:channel_id>/try/", house.try_channel, name="try_channel"),
]
