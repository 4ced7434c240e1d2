"""Every form that the pages of one branch show its people, by the address it is sent to."""

from django.urls import resolve

from .asking import ALLOWED, ask, expected, targets
from .forms import forms_in
from .rules import PUBLIC, ROWS

# Together they meet every form of a branch and of the committees above it.
READERS = ["secretary", "reader", "district_reviewer", "clerk"]
HOME = (None, "branch", "cell", "body", "district")


def read_forms(world, clients):
    """{(name, key): form}; `form.action` is the whole address, `form.reader` who was shown it."""
    keys, pages = {}, []
    for name, row in ROWS.items():
        for place, key, url in targets(world, name):
            if place in HOME:
                keys[url] = (name, key)
                if "GET" in row.methods and row.rule != PUBLIC:
                    pages.append((name, place, key, url))
    found = {}
    for role in READERS:
        for name, place, key, url in pages:
            if expected(name, role, place, key) == ALLOWED:
                for form in _forms_at(clients[role], url):
                    form.action = form.action.split("?")[0].split("#")[0] or url
                    form.reader = role
                    address = keys.get(form.action) or (resolve(form.action).view_name, None)
                    found.setdefault(address, form)
    return found


def _forms_at(client, url):
    response = ask(client, "GET", url)
    is_page = response.status_code == 200 and "html" in response["Content-Type"]
    return forms_in(response.content.decode()) if is_page else []
