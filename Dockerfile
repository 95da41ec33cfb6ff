# The image of every process of ours: web, workers, beat, migrate differ in their command only.
FROM python:3.11-slim-bookworm AS packages
COPY requirements/run.lock /run.lock
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes --no-deps -r /run.lock

FROM python:3.11-slim-bookworm
RUN apt-get update && apt-get install --yes --no-install-recommends postgresql-client && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin zhunjian \
    && install --directory --owner zhunjian --mode 0700 /data
COPY --from=packages /venv /venv
WORKDIR /app
COPY manage.py ./
COPY CHANGELOG.md ./
COPY wms wms
COPY inventory inventory
COPY picking picking
COPY packing packing
COPY templates templates
COPY static static
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 NUMBA_CACHE_DIR=/data/numba
RUN PYTHONDONTWRITEBYTECODE= python -m compileall -q wms inventory picking packing
USER zhunjian
VOLUME /data
CMD ["python", "manage.py", "web"]
