# The program for hosts that run containers: without root, and able to run on a read-only file system.
#   docker build -t codebuddies .
#   docker run --env-file .env codebuddies python app.py --help
FROM python:3.12-slim AS build
WORKDIR /opt/codebuddies
COPY requirements.txt requirements-traces.txt ./
# requirements-traces.txt: with what sends traces (docs/MONITORING.md).
ARG LOCK=requirements.txt
RUN python -m venv --without-pip .venv \
 && pip --python .venv install --no-cache-dir --no-compile --disable-pip-version-check --require-hashes -r "$LOCK" \
 && find .venv -type d -name tests -prune -exec rm -r {} + \
 && python -m compileall -q --invalidation-mode unchecked-hash .venv

FROM python:3.12-slim
# Nothing can be written later, so all is compiled here, Python's own modules too; and for good, since an engine may
# round the times of files, by which Python would take half of it for old.
RUN useradd --uid 10001 --home-dir /var/lib/codebuddies --create-home --skel /dev/null --shell /usr/sbin/nologin codebuddies \
 && python -m compileall -q --invalidation-mode unchecked-hash -x site-packages /usr/local/lib/python3*
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
RUN python -m compileall -q --invalidation-mode unchecked-hash app.py gunicorn.conf.py bot handlers migrations models scheduler
USER 10001
# Without DATABASE_URL everything is one SQLite file in here, with its key file: mount a volume.
VOLUME /var/lib/codebuddies
EXPOSE 8000
# Of `web` alone; the other processes have no port, and end when they cannot go on. No proxy is asked.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "-c", "import http.client, os, sys; web = http.client.HTTPConnection('127.0.0.1', int(os.environ.get('PORT') or 8000), timeout=4); web.request('GET', '/readyz'); sys.exit(web.getresponse().status != 200)"]
CMD ["sh", "-c", "exec gunicorn --bind \"0.0.0.0:${PORT:-8000}\" --workers 2 --threads 8 --timeout 30 --worker-tmp-dir /dev/shm 'app:web()'"]
