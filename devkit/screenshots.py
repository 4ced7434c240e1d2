"""Runs inside the virtual environment: takes the pictures of the README from a running demo.

`dev.py screenshots` starts the demo and the browser; which page, as whom, stands in SHOTS.
"""

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import django
from playwright.sync_api import Browser, Page, sync_playwright

django.setup()

# Models can be read only after setup().
from demo.logins import PASSWORD  # noqa: E402
from meetings.models import Meeting, MeetingState  # noqa: E402
from members.models import Member  # noqa: E402

FOLDER = Path("docs/screenshots")
DESKTOP, PHONE = (1280, 860), (390, 844)
TIMEOUT_MS = 20_000
COMMITTEE = 'main a[href^="/committee/"]'


@dataclass(frozen=True)
class Shot:
    """One picture: a page, or what hangs on the showcase branch's latest meeting in a state."""

    name: str
    username: str = ""  # nobody is logged in
    path: str = ""
    state: MeetingState | None = None
    link: str = ""  # clicked then
    scroll: int = 0
    size: tuple[int, int] = DESKTOP
    dark: bool = False

    def address(self) -> str:
        if self.state is None:
            return self.path or "/"
        branch = Member.objects.get(user__username="bithu").home
        meetings = Meeting.objects.filter(organization=branch, state=self.state)
        meeting = meetings.latest("starts_at")
        return f"{meeting.get_absolute_url()}{self.path}"


SHOTS = (
    Shot("login", path="/login/"),
    Shot("home-secretary", "bithu"),
    Shot("home-secretary-phone-dark", "bithu", size=PHONE, dark=True),
    Shot("home-member-phone", "dangvien", size=PHONE),
    Shot("agenda", "bithu", "agenda/", MeetingState.PLANNED),
    Shot("notice-phone", "dangvien", state=MeetingState.CALLED, size=PHONE),
    Shot("rollcall", "bithu", "roll/", MeetingState.HELD, scroll=740),
    Shot("minutes", "bithu", "minutes/", MeetingState.HELD, scroll=940),
    Shot("tasks", "bithu", "/tasks/"),
    Shot("committee-month", "danguy", link=COMMITTEE),
    Shot("committee-month-dark", "danguy", link=COMMITTEE, dark=True),
)


def take(browser: Browser, address: str, shots: list[Shot]) -> Iterator[str]:
    """Take each picture; yields what could not be taken."""
    for shot in shots:
        with _page(browser, shot.size) as page:
            try:
                _go(page, address, shot)
                page.screenshot(path=FOLDER / f"{shot.name}.png", animations="disabled")
                print(f"{FOLDER / shot.name}.png", flush=True)
            except Exception as error:  # whatever it is, the next picture is tried
                yield f"{shot.name}: {str(error).splitlines()[0]} (at {page.url})"


@contextmanager
def _page(browser: Browser, size: tuple[int, int]) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
        has_touch=size == PHONE,
        device_scale_factor=2 if size == PHONE else 1,
    )
    context.set_default_timeout(TIMEOUT_MS)
    yield context.new_page()
    context.close()


def _go(page: Page, address: str, shot: Shot) -> None:
    if shot.username:
        page.goto(f"{address}/login/")
        page.fill("input[name=username]", shot.username)
        page.fill("input[name=password]", PASSWORD)
        page.locator("form:has(input[name=password]) [type=submit]").click()
        page.wait_for_url(re.compile("^(?!.*/login/)"))
    answer = page.goto(f"{address}{shot.address()}")
    if answer is None or not answer.ok:
        raise RuntimeError(f"answered {answer.status if answer else 'nothing'}")
    if shot.link:
        page.locator(shot.link).first.click()
        page.wait_for_load_state()
    if shot.dark:
        page.evaluate("document.documentElement.dataset.bsTheme = 'dark'")
    page.evaluate("document.fonts.ready")
    page.evaluate("height => window.scrollTo({top: height, behavior: 'instant'})", shot.scroll)


def main(names: list[str]) -> int:
    shots = [shot for shot in SHOTS if not names or shot.name in names]
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"])
        failures = list(take(browser, os.environ["SITE_URL"], shots))
        browser.close()
    print("\n".join(failures), file=sys.stderr)
    return 1 if failures or not shots else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
