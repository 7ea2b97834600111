# The service in a container. CI does not build this image: nothing there runs a container engine.
#
#   docker build --tag recommender .
#   docker run --rm -v models:/models -v "$PWD/articles:/articles:ro" recommender recommender train /articles --models /models
#   docker run -p 8000:8000 -v models:/models recommender

FROM python:3.11-slim AS build
WORKDIR /src
COPY . .
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheels .

FROM python:3.11-slim
# The user has no home; compiled loops are kept in the cache. Mount a volume there: without one each new container
# compiles them anew, which takes most of a minute before it is ready.
ENV PYTHONUNBUFFERED=1 NUMBA_CACHE_DIR=/var/cache/numba
COPY constraints-hashes.txt /tmp/constraints-hashes.txt
RUN --mount=type=bind,from=build,source=/wheels,target=/wheels \
    pip install --no-cache-dir --require-hashes --only-binary :all: --requirement /tmp/constraints-hashes.txt \
    && pip install --no-cache-dir --no-deps /wheels/*.whl \
    && rm /tmp/constraints-hashes.txt \
    && useradd --system --uid 10001 --no-create-home recommender \
    && install --directory --owner=recommender /models /var/cache/numba
USER recommender
WORKDIR /tmp
VOLUME /models /var/cache/numba
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=120s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/readyz', timeout=2)"]
CMD ["recommender", "serve", "--models", "/models", "--host", "0.0.0.0", "--port", "8000"]
