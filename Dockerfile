# One image for all processes; the command says which: api, worker or sandbox.

FROM node:24-bookworm-slim AS install
RUN npm install -g pnpm@12.21.0
WORKDIR /app
COPY . .
# Node runs the TypeScript as it is, but not below node_modules: the tree is kept, its packages are linked.
RUN --mount=type=cache,id=pnpm-store,target=/pnpm-store \
    pnpm install --store-dir /pnpm-store --prod --frozen-lockfile \
      --filter-prod '@cineflow/api...' --filter-prod '@cineflow/worker...' --filter-prod '@cineflow/sandbox...' \
 && rm -rf apps/cli apps/demo packages/client packages/terminal packages/testkit packages/words

FROM node:24-bookworm-slim
# For posters, and shots that start from the last frame of the one before: 670 MB more.
ARG FFMPEG=
RUN [ -z "$FFMPEG" ] || { apt-get update && apt-get install -y --no-install-recommends ffmpeg \
 && rm -rf /var/lib/apt/lists/*; }
# The threshold is the default of glibc; set, it no longer grows, and memory of large pictures is given back.
ENV NODE_ENV=production \
    MALLOC_MMAP_THRESHOLD_=131072 \
    NODE_COMPILE_CACHE=/tmp/node-compile-cache \
    HOST=0.0.0.0 \
    PORT=8080 \
    OUTPUT_DIR=/data/clips \
    CINEFLOW_DATA_DIR=/data/book
# A named volume takes over the owner it finds here.
RUN install -d -o node -g node /data/clips /data/book /data/bill
WORKDIR /app
COPY --from=install /app ./
USER 1000:1000
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# The shell gives way to Node, which gets the signals itself.
ENTRYPOINT ["/bin/sh", "-c", "exec node \"apps/$0/src/main.ts\""]
CMD ["api"]
