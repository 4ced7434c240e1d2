"""Every form that the pages of one branch show its people, by the address it is sent to."""

from django.urls import resolve

from .asking import ask, targets
from .forms import forms_in
from .rules import PUBLIC, ROWS

# Together they meet every form of a branch.
READERS = ["secretary", "reader", "district_reviewer"]


def read_forms(world, clients):
    """{(name, key): form}."""
    keys = {
        url: (name, key)
        for name in ROWS
        for place, key, url in targets(world, name)
        if place in (None, "branch", "body")
    }
    found = {}
    for role in READERS:
        for url, (name, _key) in keys.items():
            if "GET" in ROWS[name].methods and ROWS[name].rule != PUBLIC:
                for form in _forms_at(clients[role], url):
                    target = form.action.split("?")[0].split("#")[0] or url
                    found.setdefault(keys.get(target) or (resolve(target).view_name, None), form)
    return found


def _forms_at(client, url):
    response = ask(client, "GET", url)
    is_page = response.status_code == 200 and "html" in response["Content-Type"]
    return forms_in(response.content.decode()) if is_page else []
