"""What every page test asks: strangers see nothing, insiders without the right are refused."""

from django.urls import reverse


def url(name, thing):
    return reverse(f"meetings:{name}", args=[thing.public_id])


def text_of(response):
    return response.content.decode()


def statuses(method, address, *clients, data=None):
    """The status each of the browsers gets."""
    answers = [getattr(client, method)(address, data or {}) for client in clients]
    for answer in answers:
        if answer.streaming:  # read to the end, a file is closed
            b"".join(answer.streaming_content)
    return [answer.status_code for answer in answers]
