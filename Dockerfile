# syntax=docker/dockerfile:1
#
# Budgeteer as an image: the package of a release and Node, no compiler, no npm, no demo, not root. The package comes from
# `npm run pack`, or from a release; nothing else of this folder goes in.
#   npm ci && npm run pack
#   docker build --tag budgeteer .
#   docker run --env-file .env --read-only --tmpfs /tmp --publish 127.0.0.1:8080:8080 \
#     --volume ./config:/app/config:ro --volume budgeteer-data:/app/data budgeteer
# In the container the bot has to listen everywhere: `http: { host: 0.0.0.0 }` in budgeteer.yaml, as in
# deploy/compose/budgeteer.yaml. Your own templates of messages go to /app/messages.

ARG NODE_VERSION=24
ARG DEBIAN=bookworm

FROM docker.io/library/node:${NODE_VERSION}-${DEBIAN}-slim AS package
COPY budgeteer-*.tgz /tmp/budgeteer.tgz
# No install script runs: better-sqlite3 brings a binary for each platform, and npm takes resvg's for this one. The sources of the first
# and its other platforms', types and the demo stay behind.
RUN npm install --global --prefix /opt/budgeteer --omit=dev --ignore-scripts --no-audit --no-fund /tmp/budgeteer.tgz \
 && cd /opt/budgeteer/lib/node_modules/budgeteer \
 && rm -rf lib/demo.js demo \
 && cd node_modules \
 && rm -rf node-addon-api better-sqlite3/deps better-sqlite3/src @resvg/resvg-js/*.d.ts \
 && rm -f better-sqlite3/prebuilds/darwin-* better-sqlite3/prebuilds/win32-* better-sqlite3/prebuilds/linuxmusl-*

FROM docker.io/library/debian:${DEBIAN}-slim
RUN groupadd --gid 1000 budgeteer \
 && useradd --uid 1000 --gid budgeteer --home-dir /app --no-create-home --shell /usr/sbin/nologin budgeteer \
 && install -d /app /app/config /app/messages \
 && install -d -o budgeteer -g budgeteer -m 700 /app/data
COPY --from=package /usr/local/bin/node /usr/local/bin/node
COPY --from=package /opt/budgeteer /opt/budgeteer
ENV NODE_ENV=production PATH=/opt/budgeteer/bin:/usr/local/bin:/usr/bin:/bin
WORKDIR /app
# By number, so that Kubernetes sees that it is not root's. Only the database's folder is its own; a new volume takes over that owner.
USER 1000:1000
VOLUME /app/data
EXPOSE 8080
# Of the process alone: an orchestrator that wants Slack, store and polls to be well too asks /readyz.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# The bot itself takes SIGTERM and needs up to ten seconds to stop.
STOPSIGNAL SIGTERM
ENTRYPOINT ["budgeteer"]
CMD ["start"]
