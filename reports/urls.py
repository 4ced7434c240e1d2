"""Addresses of what it adds up to."""

from django.urls import URLPattern

app_name = "reports"

urlpatterns: list[URLPattern] = []
