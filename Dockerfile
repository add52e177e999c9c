# The program for hosts that run containers: small, without root, and able to run on a read-only file system.
#   docker build -t codebuddies .
#   docker run --env-file .env codebuddies python app.py --help
FROM python:3.12-slim AS build
WORKDIR /opt/codebuddies
COPY requirements.txt requirements-traces.txt ./
# requirements-traces.txt: with what sends traces (docs/MONITORING.md).
ARG LOCK=requirements.txt
RUN python -m venv .venv \
 && .venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r "$LOCK"

FROM python:3.12-slim
RUN useradd --system --uid 10001 --home-dir /var/lib/codebuddies --create-home --shell /usr/sbin/nologin codebuddies
WORKDIR /opt/codebuddies
ENV PATH=/opt/codebuddies/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    XDG_DATA_HOME=/var/lib/codebuddies
COPY --from=build /opt/codebuddies/.venv .venv
COPY app.py gunicorn.conf.py ./
COPY bot bot
COPY handlers handlers
COPY migrations migrations
COPY models models
COPY scheduler scheduler
# Compiled here, since nothing can be written there later.
RUN python -m compileall -q app.py bot handlers migrations models scheduler
USER 10001
# Without DATABASE_URL everything is one SQLite file in here, with its key file: mount a volume.
VOLUME /var/lib/codebuddies
EXPOSE 8000
# Of `web` alone; the other processes have no port, and end when they cannot go on.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f\"http://127.0.0.1:{os.environ.get('PORT', '8000')}/readyz\", timeout=4)"]
CMD ["sh", "-c", "exec gunicorn --bind \"0.0.0.0:${PORT:-8000}\" --workers 2 --threads 8 --timeout 30 --worker-tmp-dir /dev/shm 'app:web()'"]
