"""Addresses of people: log-in, own settings, inbox, roll."""

from django.urls import URLPattern

app_name = "members"

urlpatterns: list[URLPattern] = []
