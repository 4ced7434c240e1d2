"""The resident render process: started, restarted, missing, shared and forked."""

import os
import shutil
import signal
import subprocess
import sys

import pytest

from papers.pdf import PaperFailed, PdfUnavailable, render
from papers.renderer import renderer_for


def test_render_process_that_died_is_started_again(minutes, style, made, settings):
    process = renderer_for(settings.PAPER_FONT_DIR)._process
    os.kill(process.pid, signal.SIGKILL)

    assert render(minutes, style) == made["minutes"]


def test_render_process_that_ends_leaves_nothing_behind(
    style, notice, settings, monkeypatch, tmp_path
):
    renderer = renderer_for(settings.PAPER_FONT_DIR)
    renderer.close()
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    render(notice, style)
    while_it_lives = list(tmp_path.iterdir())

    renderer.close()

    assert len(while_it_lives) == 1
    assert list(tmp_path.iterdir()) == []


def test_render_process_whose_files_were_tidied_away_is_started_again(
    style, minutes, made, settings, monkeypatch, tmp_path
):
    renderer = renderer_for(settings.PAPER_FONT_DIR)
    renderer.close()
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    render(minutes, style)

    shutil.rmtree(next(tmp_path.iterdir()))

    assert render(minutes, style) == made["minutes"]
    renderer.close()


def test_render_process_gets_no_secret(made, settings, monkeypatch):
    renderer = renderer_for(settings.PAPER_FONT_DIR)
    renderer.close()
    monkeypatch.setenv("SECRET_KEY", "canary-7f3a")

    renderer._start()

    with open(f"/proc/{renderer._process.pid}/environ", "rb") as environment:
        assert b"canary-7f3a" not in environment.read()


def test_without_pango_a_clear_message_and_nothing_else_breaks(
    minutes, style, made, settings, monkeypatch, tmp_path
):
    (tmp_path / "weasyprint.py").write_text("raise OSError('cannot load library libpango')")
    renderer = renderer_for(settings.PAPER_FONT_DIR)
    renderer.close()
    with monkeypatch.context() as broken:
        broken.setenv("PYTHONPATH", str(tmp_path))

        with pytest.raises(PdfUnavailable) as caught:
            render(minutes, style)

    assert isinstance(caught.value, PaperFailed)
    assert "Pango" in str(caught.value)
    assert render(minutes, style) == made["minutes"]


def test_without_fonts_a_clear_message(minutes, style, settings, tmp_path):
    settings.PAPER_FONT_DIR = tmp_path

    with pytest.raises(PdfUnavailable):
        render(minutes, style)


def test_the_app_itself_never_loads_the_drawing_library():
    code = "import papers.pdf, sys; sys.exit('weasyprint' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_forked_worker_gets_a_render_process_of_its_own(minutes, style, made, settings):
    ours = renderer_for(settings.PAPER_FONT_DIR)._process.pid
    worker = os.fork()
    if worker == 0:
        same = render(minutes, style) == made["minutes"]
        other = renderer_for(settings.PAPER_FONT_DIR)._process.pid != ours
        renderer_for(settings.PAPER_FONT_DIR).close()
        os._exit(0 if same and other else 1)

    assert os.waitpid(worker, 0)[1] == 0
    assert render(minutes, style) == made["minutes"]
    assert renderer_for(settings.PAPER_FONT_DIR)._process.pid == ours
